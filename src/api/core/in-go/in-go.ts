import type { ObjectMeta } from "../../../machinery/meta/object.ts";
import { inKeyOrder, selectorInGo } from "../../shared/in-key-order.ts";
import { coreTypes } from "./types.ts";

/** Metadata in messages: this type has fields without values left out, as in the API. */
export function metadataInGo({ labels, annotations, ...rest }: ObjectMeta = {}): object {
  return { ...rest, ...(labels === undefined ? {} : { labels: inKeyOrder(labels) }), ...(annotations === undefined ? {} : { annotations: inKeyOrder(annotations) }) };
}

type Fields = Readonly<Record<string, unknown>>;

/** An object of the API as upstream's own `type` has it, for messages that show one: every field, in that type's order and spelling. */
export function structInGo(type: string, value: Fields): object {
  const names = new Map(Object.keys(value).map((name) => [name.toLowerCase(), name]));
  const shown: Record<string, unknown> = {};
  for (const field of (coreTypes[type] ?? "").split(" ")) {
    if (field === "+metadata") Object.assign(shown, metadataInGo(value["metadata"] as ObjectMeta | undefined));
    else if (field.startsWith("+")) Object.assign(shown, structInGo(field.slice(1), value));
    else {
      const [name = "", ofType = "string"] = field.split(":");
      shown[name] = valueInGo(ofType, value[names.get(name.toLowerCase()) ?? ""]);
    }
  }
  return shown;
}

function valueInGo(type: string, value: unknown): unknown {
  if (type.startsWith("*")) return value === undefined ? null : valueInGo(type.slice(1), value);
  if (type.startsWith("[]")) return value === undefined ? null : (value as readonly unknown[]).map((item) => valueInGo(type.slice(2), item));
  switch (type) {
    case "string":
      return value ?? "";
    case "bool":
      return value ?? false;
    case "int":
    case "port":
      return value ?? 0;
    case "quantity":
      return value ?? "0";
    case "map":
      return inKeyOrder(value as Readonly<Record<string, string>> | undefined);
    case "selector":
      return selectorInGo(value as Parameters<typeof selectorInGo>[0]);
    default:
      return structInGo(type, (value ?? {}) as Fields);
  }
}
