import type { Container } from "../../api/types/core/v1.gen.ts";
import { quote } from "../../machinery/text/quote.ts";

/** A port by its number or by the name of one of the container's ports. Throws in upstream's words when it is neither. Source: kubernetes pkg/probe ResolveContainerPort. */
export function resolvePort({ ports }: Container, wanted: string | number): number {
  const port = ports?.find(({ name }) => name === wanted)?.containerPort ?? wanted;
  const number = typeof port === "number" ? port : /^[+-]?\d+$/.test(port) ? Number(port) : undefined;
  if (number === undefined) throw new Error(`strconv.Atoi: parsing ${quote(String(port))}: invalid syntax`);
  if (number <= 0 || number >= 65_536) throw new Error(`invalid port number: ${number}`);
  return number;
}
