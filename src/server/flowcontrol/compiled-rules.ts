import type { NonResourcePolicyRule, PolicyRulesWithSubjects, ResourcePolicyRule, Subject } from "../../api/types/flowcontrol/v1.gen.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { Attributes, ResourceAttributes } from "../authz/attributes.ts";
import { isPath } from "../authz/attributes.ts";

/** One policy rule of a flow schema, ready to be asked often. Source of the semantics: apiserver util/flowcontrol/rule.go. */
export interface CompiledRule {
  readonly subjects: readonly Subject[];
  matches(request: Attributes): boolean;
}

export function compileRule({ subjects, resourceRules = [], nonResourceRules = [] }: PolicyRulesWithSubjects): CompiledRule {
  const resources = resourceRules.map(compileResourceRule);
  const paths = nonResourceRules.map(compilePathRule);
  return {
    subjects: subjects ?? [],
    matches(request) {
      if (isPath(request)) return paths.some((matches) => matches(request.verb, request.path));
      for (const matches of resources) if (matches(request)) return true;
      return false;
    },
  };
}

export function matchesSubject({ kind, user: byName, group, serviceAccount }: Subject, user: UserInfo): boolean {
  switch (kind) {
    case "User":
      return byName !== undefined && (byName.name === "*" || byName.name === user.name);
    case "Group":
      return group !== undefined && (group.name === "*" || user.groups.includes(group.name));
    case "ServiceAccount": {
      if (serviceAccount === undefined) return false;
      const { namespace, name } = serviceAccount;
      return name === "*" ? user.name.startsWith(`system:serviceaccount:${namespace}:`) : user.name === `system:serviceaccount:${namespace}:${name}`;
    }
    default:
      return false;
  }
}

type ResourceMatch = (request: ResourceAttributes) => boolean;

function compileResourceRule({ verbs, apiGroups, resources, namespaces, clusterScope = false }: ResourcePolicyRule): ResourceMatch {
  const hasVerb = oneOf(verbs);
  const hasGroup = oneOf(apiGroups);
  const hasResource = oneOf(resources);
  const hasNamespace = oneOf(namespaces);
  if ([hasVerb, hasGroup, hasResource, hasNamespace].every((one) => one === any) && clusterScope) return any;
  return ({ verb, group, resource, subresource, namespace }) =>
    hasVerb(verb) &&
    hasResource(subresource === undefined || subresource === "" ? resource : `${resource}/${subresource}`) &&
    hasGroup(group) &&
    (namespace === undefined || namespace === "" ? clusterScope : hasNamespace(namespace));
}

function compilePathRule({ verbs, nonResourceURLs }: NonResourcePolicyRule): (verb: string, path: string) => boolean {
  const hasVerb = oneOf(verbs);
  const urls = nonResourceURLs ?? [];
  return (verb, path) => hasVerb(verb) && urls.some((url) => matchesUrl(url, path));
}

/** A URL stands for itself and for what is under it, with or without a star at its end. */
function matchesUrl(url: string, path: string): boolean {
  if (url === "*" || url === path) return true;
  const prefix = url.endsWith("*") ? url.slice(0, -1) : url;
  return path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}

const any = (): boolean => true;

/** A star counts only by itself. */
function oneOf(list: readonly string[] | undefined): (value: string) => boolean {
  if (list?.length === 1 && list[0] === "*") return any;
  if (list?.length === 1) return (value) => value === list[0];
  const set = new Set(list);
  return (value) => set.has(value);
}
