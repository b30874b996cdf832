import { jsonAnswer, type PathFamily, type PathRequest, type PathAnswer, textAnswer } from "./contract.ts";

/** Asks each family in turn; `/` lists all their paths, and what nobody has is a 404 in Go's words. */
export async function answerPath(families: readonly PathFamily[], request: PathRequest): Promise<PathAnswer> {
  if (request.path === "/") return jsonAnswer({ paths: families.flatMap((family) => family.listed()).sort() });
  for (const family of families) {
    const answer = await family.answer(request);
    if (answer !== undefined) return answer;
  }
  return pageNotFound;
}

/** Go's http.NotFound, which upstream answers outside the known API groups. */
export const pageNotFound: PathAnswer = textAnswer("404 page not found\n", 404);
