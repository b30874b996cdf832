/** Who a container's process is. */
export interface ContainerUser {
  readonly uid: number;
  readonly gid: number;
  readonly supplementalGroups: readonly number[];
}

export interface UserQuestion {
  readonly runAsUser?: number;
  readonly runAsUsername?: string;
  readonly runAsGroup?: number;
  readonly supplementalGroups: readonly number[];
  readonly supplementalGroupsPolicy?: "Merge" | "Strict";
  /** `USER` of the image: `user`, `uid`, `user:group` or `uid:gid`; empty means root. */
  readonly imageUser: string;
}

/** Answers undefined when the image names a user or group that its files do not know. */
export function decideUser(question: UserQuestion, passwd: string, groups: string): ContainerUser | undefined {
  const [imageUser = "", imageGroup] = question.imageUser.split(":");
  const wanted = question.runAsUser?.toString() ?? question.runAsUsername ?? (imageUser === "" ? "0" : imageUser);
  const entry = lines(passwd).find(([name, , uid]) => name === wanted || uid === wanted);
  const uid = /^\d+$/.test(wanted) ? Number(wanted) : entry === undefined ? undefined : Number(entry[2]);
  if (uid === undefined) return undefined;

  const groupOfImage = question.runAsUser === undefined && question.runAsUsername === undefined ? imageGroup : undefined;
  const gid = question.runAsGroup ?? (groupOfImage === undefined ? Number(entry?.[3] ?? 0) : groupId(groupOfImage, groups));
  if (gid === undefined) return undefined;

  const userName = entry?.[0];
  const memberOf = question.supplementalGroupsPolicy === "Strict" || userName === undefined ? [] : lines(groups)
    .filter(([, , , members = ""]) => members.split(",").includes(userName))
    .map(([, , id]) => Number(id));
  return { uid, gid, supplementalGroups: [...new Set([gid, ...question.supplementalGroups, ...memberOf])] };
}

function groupId(wanted: string, groups: string): number | undefined {
  if (/^\d+$/.test(wanted)) return Number(wanted);
  const entry = lines(groups).find(([name]) => name === wanted);
  return entry === undefined ? undefined : Number(entry[2]);
}

function lines(file: string): string[][] {
  return file.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split(":"));
}
