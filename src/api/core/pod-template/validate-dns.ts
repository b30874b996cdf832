import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain, isDns1123SubdomainWithUnderscore } from "../../../machinery/validation/names.ts";
import { ipProblems } from "../../shared/ip-addresses.ts";
import type { HostAlias, PodDNSConfig, PodSpec } from "../../types/core/v1.gen.ts";

/** In the order in which upstream lists what it supports. */
const dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

/** Source: apimachinery util/validation IsValidIP. */
const notAnIp = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

/** What the C library's resolver takes. Source: kubernetes validation MaxDNSNameservers, MaxDNSSearchPaths, MaxDNSSearchListChars. */
const limits = { nameservers: 3, searches: 32, searchListCharacters: 2048 };

/** Source: kubernetes validation validateDNSPolicy. */
export function validateDnsPolicy({ dnsPolicy }: PodSpec, path: string): FieldError[] {
  if (!dnsPolicy) return [required(`${path}.dnsPolicy`)];
  return dnsPolicies.includes(dnsPolicy) ? [] : [notSupported(`${path}.dnsPolicy`, dnsPolicy, dnsPolicies)];
}

/** Source: kubernetes validation validatePodDNSConfig. */
export function validateDnsConfig({ dnsPolicy, dnsConfig }: PodSpec, path: string): FieldError[] {
  if (dnsPolicy === "None") {
    if (dnsConfig === undefined) return [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")];
    if ((dnsConfig.nameservers ?? []).length === 0) return [required(`${path}.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None")];
  }
  const errors: FieldError[] = [];
  if (dnsConfig !== undefined) validateConfig(dnsConfig, path, errors);
  return errors;
}

function validateConfig({ nameservers = [], searches = [], options = [] }: PodDNSConfig, path: string, errors: FieldError[]): void {
  if (nameservers.length > limits.nameservers) {
    errors.push(invalidValue(`${path}.nameservers`, nameservers, `must not have more than ${limits.nameservers} nameservers`));
  }
  for (const [index, nameserver] of nameservers.entries()) {
    for (const problem of ipProblems(nameserver)) errors.push(invalidValue(`${path}.nameservers[${index}]`, nameserver, problem));
  }
  if (searches.length > limits.searches) errors.push(invalidValue(`${path}.searches`, searches, `must not have more than ${limits.searches} search paths`));
  if (searches.join(" ").length > limits.searchListCharacters) {
    errors.push(invalidValue(`${path}.searches`, searches, `must not have more than ${limits.searchListCharacters} characters (including spaces) in the search list`));
  }
  for (const [index, search] of searches.entries()) {
    // A lone dot keeps the resolver from searching; a trailing dot roots the domain.
    if (search === ".") continue;
    const domain = search.endsWith(".") ? search.slice(0, -1) : search;
    for (const problem of isDns1123SubdomainWithUnderscore(domain)) errors.push(invalidValue(`${path}.searches[${index}]`, domain, problem));
  }
  for (const [index, option] of options.entries()) {
    if (!option.name) errors.push(required(`${path}.options[${index}]`, "must not be empty"));
  }
}

/** Source: kubernetes validation ValidateHostAliases. */
export function validateHostAliases(aliases: readonly HostAlias[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, alias] of aliases.entries()) {
    for (const problem of ipProblems(alias.ip)) errors.push(invalidValue(`${path}[${index}].ip`, alias.ip, problem));
    for (const [at, hostname] of (alias.hostnames ?? []).entries()) {
      for (const problem of isDns1123Subdomain(hostname)) errors.push(invalidValue(`${path}[${index}].hostnames[${at}]`, hostname, problem));
    }
  }
  return errors;
}
