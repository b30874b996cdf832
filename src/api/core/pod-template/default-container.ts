import type { Container, EphemeralContainer, HTTPGetAction, Probe } from "../../types/core/v1.gen.ts";

/** Source: kubernetes pkg/apis/core/v1 SetDefaults_Container, SetDefaults_Probe, SetDefaults_HTTPGetAction, SetDefaults_ContainerPort. */
export function defaultContainer(container: Container | EphemeralContainer): void {
  container.terminationMessagePath ??= "/dev/termination-log";
  container.terminationMessagePolicy ??= "File";
  container.imagePullPolicy ??= isLatest(container.image) ? "Always" : "IfNotPresent";
  container.resources ??= {};
  for (const port of container.ports ?? []) port.protocol ??= "TCP";
  for (const variable of container.env ?? []) {
    const fieldRef = variable.valueFrom?.fieldRef;
    if (fieldRef !== undefined) fieldRef.apiVersion ??= "v1";
    const resourceFieldRef = variable.valueFrom?.resourceFieldRef;
    if (resourceFieldRef !== undefined) resourceFieldRef.divisor ??= "0";
    const fileKeyRef = variable.valueFrom?.fileKeyRef;
    if (fileKeyRef !== undefined) fileKeyRef.optional ??= false;
  }
  defaultProbe(container.livenessProbe);
  defaultProbe(container.readinessProbe);
  defaultProbe(container.startupProbe);
  defaultHttpGet(container.lifecycle?.postStart?.httpGet);
  defaultHttpGet(container.lifecycle?.preStop?.httpGet);
}

function defaultProbe(probe: Probe | undefined): void {
  if (probe === undefined) return;
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  defaultHttpGet(probe.httpGet);
  if (probe.grpc !== undefined) probe.grpc.service ??= "";
}

function defaultHttpGet(action: HTTPGetAction | undefined): void {
  if (action === undefined) return;
  action.path ||= "/";
  action.scheme ||= "HTTP";
}

const host = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?";
const pathPart = "[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*";
const imageName = new RegExp(`^((${host})(\\.${host})*(:[0-9]+)?/)?${pathPart}(/${pathPart})*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@[^@]+)?$`);
const maxImageName = 255;

/** True for `nginx`, `nginx:latest` and `host:5000/nginx`; a digest alone pins the image, and what is no image's name is never latest. Source: pkg/util/parsers ParseImageName. */
function isLatest(image: string | undefined): boolean {
  if (image === undefined || image.length > maxImageName || !imageName.test(image)) return false;
  const name = image.slice(image.lastIndexOf("/") + 1);
  const digestAt = name.indexOf("@");
  const tagged = digestAt < 0 ? name : name.slice(0, digestAt);
  const colon = tagged.indexOf(":");
  if (colon < 0) return digestAt < 0;
  return tagged.slice(colon + 1) === "latest";
}
