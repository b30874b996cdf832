/** A parameter of an operation, in the query unless its place says otherwise. */
export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly type: "string" | "integer" | "boolean";
  readonly description: string;
}

const query = (name: string, type: Parameter["type"], description: string): Parameter => ({ name, in: "query", type, description });
const path = (name: string, description: string): Parameter => ({ name, in: "path", type: "string", description });

export const nameParameter = path("name", "name of the object");
export const namespaceParameter = path("namespace", "namespace of the object");
export const restOfPathParameter = path("path", "path below the target");
export const prettyParameter = query("pretty", "string", "Set to true for indented output.");

const dryRun = query("dryRun", "string", "Set to All to run every check and persist nothing.");

/** What writes of a body take. kubectl looks for `fieldValidation` here to learn whether the server validates fields. */
export const writeParameters: readonly Parameter[] = [
  dryRun,
  query("fieldManager", "string", "Name under which the changed fields are recorded; at most 128 printable characters."),
  query("fieldValidation", "string", "What happens to unknown and duplicate fields: Ignore, Warn (the default) or Strict."),
];

export const patchParameters: readonly Parameter[] = [
  ...writeParameters,
  query("force", "boolean", "For apply patches: take over fields that other managers own."),
];

export const deleteParameters: readonly Parameter[] = [
  dryRun,
  query("gracePeriodSeconds", "integer", "Seconds until the object is removed; 0 removes it at once."),
  query("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean", "Removes an object that cannot be read back. Skips finalizers and preconditions."),
  query("orphanDependents", "boolean", "Deprecated: use propagationPolicy."),
  query("propagationPolicy", "string", "What happens to dependents: Orphan, Background or Foreground."),
];

const selection: readonly Parameter[] = [
  query("continue", "string", "Token of the page that follows, from the list before."),
  query("fieldSelector", "string", "Restricts the objects by their fields."),
  query("labelSelector", "string", "Restricts the objects by their labels."),
  query("limit", "integer", "Largest number of objects to return in one answer."),
  query("resourceVersion", "string", "The version of the data that the answer must reflect."),
  query("resourceVersionMatch", "string", "How resourceVersion is meant: Exact or NotOlderThan."),
  query("sendInitialEvents", "boolean", "A watch begins with the objects that exist, and a bookmark after them."),
  query("timeoutSeconds", "integer", "Seconds after which the call ends, whatever is going on."),
];

export const listParameters: readonly Parameter[] = [
  query("allowWatchBookmarks", "boolean", "A watch may carry bookmarks."),
  ...selection,
  query("watch", "boolean", "Stream changes instead of listing."),
];

const deleteNames = new Set(deleteParameters.map(({ name }) => name));

export const deleteCollectionParameters: readonly Parameter[] = [...deleteParameters, ...selection.filter(({ name }) => !deleteNames.has(name))];

const container = query("container", "string", "Name of the container; may be left out when the pod has one.");
const stream = (name: string) => query(name, "boolean", `Whether ${name} is passed on.`);

/** Parameters of the subresources that answer with something else than an object. */
export const subresourceParameters: Readonly<Record<string, readonly Parameter[]>> = {
  log: [
    container,
    query("follow", "boolean", "Keep the stream open and send what is written later."),
    query("insecureSkipTLSVerifyBackend", "boolean", "Do not check the node's certificate."),
    query("limitBytes", "integer", "Largest number of bytes to return."),
    query("previous", "boolean", "The log of the container's previous run."),
    query("sinceSeconds", "integer", "Only lines from the last so many seconds."),
    query("sinceTime", "string", "Only lines after this time."),
    query("stream", "string", "All (the default), Stdout or Stderr."),
    query("tailLines", "integer", "Only so many lines from the end."),
    query("timestamps", "boolean", "Put the time before every line."),
  ],
  exec: [query("command", "string", "The command and its arguments, one a parameter."), container, ...["stderr", "stdin", "stdout", "tty"].map(stream)],
  attach: [container, ...["stderr", "stdin", "stdout", "tty"].map(stream)],
  portforward: [query("ports", "integer", "Ports to forward, separated by commas.")],
  proxy: [query("path", "string", "The path to request from the target.")],
};
