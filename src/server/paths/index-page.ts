import { methodNotAllowed } from "../../machinery/errors/constructors.ts";
import { jsonAnswer, type PathAnswer, type PathFamily, type PathRequest, textAnswer } from "./contract.ts";

/**
 * Asks each family in turn; `/` lists all their paths, and what nobody has is a 404 in Go's words. Throws 405 for methods
 * other than GET and HEAD where the family does not serve any.
 */
export async function answerPath(families: readonly PathFamily[], request: PathRequest, method: string): Promise<PathAnswer> {
  if (request.path === "/" || request.path === "/index.html") return jsonAnswer({ paths: families.flatMap((family) => family.listed()).sort() });
  for (const family of families) {
    const answer = await family.answer(request);
    if (answer === undefined) continue;
    if (method !== "GET" && method !== "HEAD" && !family.anyMethod) throw methodNotAllowed();
    return answer;
  }
  return pageNotFound;
}

/** Go's http.NotFound, which upstream answers outside the known API groups. */
export const pageNotFound: PathAnswer = textAnswer("404 page not found\n", 404);
