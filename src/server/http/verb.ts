import type { Verb } from "../../machinery/request/api-request.ts";
import type { Route } from "./route.ts";

type ResourceRoute = Extract<Route, { type: "resource" }>;

/** The verb of a request; undefined for methods that no resource knows, and for changes of no object. HEAD counts as GET. */
export function verbOf(method: string, route: ResourceRoute, query: URLSearchParams): Verb | undefined {
  const one = route.name !== undefined;
  switch (method) {
    case "GET":
    case "HEAD":
      if (route.watch) return "watch";
      if (one) return "get";
      return isTrue(query.get("watch")) ? "watch" : "list";
    case "POST":
      return "create";
    case "PUT":
      return one ? "update" : undefined;
    case "PATCH":
      return one ? "patch" : undefined;
    case "DELETE":
      return one ? "delete" : "deletecollection";
    default:
      return undefined;
  }
}

/** Query booleans: absent, empty, "0" and "false" are false. Source: apimachinery runtime.Convert_Slice_string_To_bool. */
export function isTrue(text: string | null): boolean {
  return text !== null && text !== "" && text !== "0" && text.toLowerCase() !== "false";
}
