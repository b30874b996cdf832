import type { Secret } from "../../types/core/v1.gen.ts";

const utf8 = new TextEncoder();

/** `stringData` is a way to write, never kept: its entries become data. Source: kubernetes Convert_v1_Secret_To_core_Secret. */
export function applyDefaults(secret: Secret): void {
  secret.type ||= "Opaque";
  if (secret.stringData === undefined) return;
  const data: Record<string, string> = { ...secret.data };
  for (const [key, value] of Object.entries(secret.stringData)) data[key] = encodeBase64(value);
  if (Object.keys(data).length > 0) secret.data = data;
  delete secret.stringData;
}

function encodeBase64(text: string): string {
  let binary = "";
  for (const byte of utf8.encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
