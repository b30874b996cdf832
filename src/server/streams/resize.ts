import type { TerminalSize } from "../../machinery/streaming/kubelet-api.ts";

/** Terminal sizes as JSON objects, one after the other, wherever chunks happen to end: `{"Width":80,"Height":24}`. */
export async function* parseResizes(incoming: AsyncIterable<Uint8Array>): AsyncGenerator<TerminalSize> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of incoming) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("}"); end >= 0; end = text.indexOf("}")) {
      const size = parseSize(text.slice(0, end + 1));
      text = text.slice(end + 1);
      if (size !== undefined) yield size;
    }
    // No size is this long: what does not end is dropped.
    if (text.length > 1024) text = "";
  }
}

function parseSize(text: string): TerminalSize | undefined {
  try {
    const { Width, Height, width = Width, height = Height } = JSON.parse(text) as Record<"Width" | "Height" | "width" | "height", number | undefined>;
    return Number.isInteger(width) && Number.isInteger(height) ? { width: width as number, height: height as number } : undefined;
  } catch {
    return undefined;
  }
}
