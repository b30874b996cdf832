import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { PodSpec, WindowsSecurityContextOptions } from "../../types/core/v1.gen.ts";
import { containersOf } from "./visit-containers.ts";

const maxCredentialSpecKiB = 64;
const maxDomain = 256;
const maxUser = 104;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\x00-\x1f\x7f]/;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dnsDomain = /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** What only a Windows node reads. Source: kubernetes validation validateWindowsSecurityContextOptions. */
export function validateWindowsOptions(options: WindowsSecurityContextOptions | undefined, path: string): FieldError[] {
  if (options === undefined) return [];
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  return [
    ...(name === undefined ? [] : isDns1123Subdomain(name)).map((problem) => invalidValue(`${path}.gmsaCredentialSpecName`, name, problem)),
    ...(spec === undefined ? [] : credentialSpecProblems(spec)).map((problem) => invalidValue(`${path}.gmsaCredentialSpec`, spec, problem)),
    ...(user === undefined ? [] : userNameProblems(user)).map((problem) => invalidValue(`${path}.runAsUserName`, user, `runAsUserName${problem}`)),
  ];
}

function credentialSpecProblems(spec: string): string[] {
  if (spec === "") return ["gmsaCredentialSpec cannot be an empty string"];
  return spec.length > maxCredentialSpecKiB * 1024 ? [`gmsaCredentialSpec size must be under ${maxCredentialSpecKiB} KiB`] : [];
}

/** `DOMAIN\\user`, or a user alone. */
function userNameProblems(name: string): string[] {
  if (name === "") return [" cannot be an empty string"];
  if (control.test(name)) return [" cannot contain control characters"];
  const parts = name.split("\\");
  if (parts.length > 2) return [" cannot contain more than one backslash"];
  const domain = parts.length === 2 ? (parts[0] as string) : undefined;
  const user = parts.at(-1) as string;
  const problems: string[] = [];
  if (domain !== undefined && domain.length >= maxDomain) problems.push(`'s Domain length must be under ${maxDomain} characters`);
  if (domain !== undefined && !netBios.test(domain) && !dnsDomain.test(domain)) problems.push("'s Domain doesn't match the NetBios nor the DNS format");
  if (user === "") problems.push("'s User cannot be empty");
  else if (user.length > maxUser) problems.push(`'s User length must not be longer than ${maxUser} characters`);
  if (/^[. ]+$/.test(user)) problems.push("'s User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) problems.push(`'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  return problems;
}

/** Processes of the host come all or none, on the host's network. Source: kubernetes validation validateWindowsHostProcessPod. */
export function validateHostProcesses(spec: PodSpec, path: string): FieldError[] {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = containersOf(spec);
  const errors: FieldError[] = [];
  let hostProcesses = 0;
  for (const { container, at } of containers) {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      errors.push(invalidValue(`${path}.${at}.securityContext.windowsOptions.hostProcess`, own, `pod hostProcess value must be identical if both are specified, was ${ofPod}`));
    }
    if (own ?? ofPod) hostProcesses++;
  }
  if (hostProcesses === 0) return errors;
  if (hostProcesses !== containers.length) errors.push(invalidValue(path, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers"));
  if (spec.hostNetwork !== true) errors.push(invalidValue(`${path}.hostNetwork`, false, "hostNetwork must be true if pod contains any hostProcess containers"));
  return errors;
}
