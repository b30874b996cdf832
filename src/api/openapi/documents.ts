import { groupVersionsOf } from "../groups.ts";
import type { ResourceInfo } from "../resource-info.ts";
import { kubernetesVersion } from "../version.ts";
import { documentV2 } from "./document-v2.ts";
import { documentV3, pathOfVersion } from "./document-v3.ts";
import { protobufV2 } from "./protobuf-v2.ts";
import type { Descriptions } from "./shared-parts.ts";

/**
 * The OpenAPI documents of a set of resources as JSON text; the first of them also in protobuf. Each is written when it is first asked for and kept: they
 * are large, most clusters are never asked for most of them, and they change only when the resources do.
 */
export class OpenApiDocuments {
  readonly #resources: readonly ResourceInfo[];
  readonly #texts = new Map<string, Promise<string>>();
  #protobufV2: Promise<Uint8Array> | undefined;

  constructor(resources: readonly ResourceInfo[]) {
    this.#resources = resources;
  }

  /** `/openapi/v2`. */
  v2(): Promise<string> {
    return this.#once("v2", this.#resources, documentV2);
  }

  /** The same in protobuf, which is all that clients written in Go read. */
  v2Protobuf(): Promise<Uint8Array> {
    return (this.#protobufV2 ??= this.v2().then((text) => protobufV2(JSON.parse(text))));
  }

  /** `/openapi/v3/api/v1` and `/openapi/v3/apis/<group>/<version>`; undefined when nothing of the version is served. */
  v3(group: string, version: string): Promise<string> | undefined {
    const resources = this.#resources.filter((info) => info.group === group && info.version === version);
    return resources.length === 0 ? undefined : this.#once(pathOfVersion(group, version), resources, documentV3);
  }

  /**
   * `/openapi/v3`: where the document of each version is. Its `hash` lets clients keep a document for good, so it must
   * differ when the document does; `hashOf` makes it of all that the document depends on, so that none need be written.
   */
  async v3Index(hashOf: (dependsOn: string) => string | Promise<string>): Promise<{ paths: Record<string, { serverRelativeURL: string }> }> {
    const versions = groupVersionsOf(this.#resources).flatMap(({ group, versions }) => versions.map((version) => ({ group, version })));
    const entries = versions.map(async ({ group, version }) => {
      const key = pathOfVersion(group, version);
      return [key, { serverRelativeURL: `/openapi/v3/${key}?hash=${await hashOf(this.v3Basis(group, version))}` }];
    });
    return { paths: Object.fromEntries(await Promise.all(entries)) };
  }

  /** All that the document of a version depends on, as text: its hash is the document's without writing it. */
  v3Basis(group: string, version: string): string {
    return JSON.stringify([kubernetesVersion, this.#resources.filter((info) => info.group === group && info.version === version)]);
  }

  #once(key: string, resources: readonly ResourceInfo[], write: (resources: readonly ResourceInfo[], descriptions: Descriptions) => object): Promise<string> {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    // The texts are most of the size and needed by nobody else, so they are loaded for the first document only.
    const text = import("../facts/descriptions.gen.ts").then(({ descriptions }) => JSON.stringify(write(resources, descriptions)));
    this.#texts.set(key, text);
    return text;
  }
}
