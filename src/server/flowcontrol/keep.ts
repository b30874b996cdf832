import { exemptLevel, mandatoryLevels, suggestedLevels } from "../../api/flowcontrol/bootstrap/levels.ts";
import { mandatorySchemas, suggestedSchemas } from "../../api/flowcontrol/bootstrap/schemas.ts";
import type { FlowSchema, PriorityLevelConfiguration } from "../../api/types/flowcontrol/v1.gen.ts";
import type { Clock, Millis } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import { runWorkers, type ReconcileResult } from "../../base/workqueue/run-workers.ts";
import { WorkQueue } from "../../base/workqueue/workqueue.ts";
import type { InformerFactory } from "../../client/informer/factory.ts";
import type { Lister } from "../../client/informer/lister.ts";
import type { Resource } from "../../client/resource.ts";
import type { Transport } from "../../client/transport.ts";
import { deepEqual } from "../../machinery/equality/deep-equal.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { deepCopy } from "../../machinery/meta/deep-copy.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { flowSchemas, priorityLevelConfigurations } from "../resources.ts";
import { isUsable } from "./decide-configuration.ts";
import { decideDangling } from "./decide-dangling.ts";
import { decideUpkeep } from "./decide-upkeep.ts";
import type { FlowControl } from "./flow-control.ts";
import { UpdateLimit } from "./update-limit.ts";

/** Source: kubernetes pkg/registry/flowcontrol/ensurer and apiserver util/flowcontrol, which write under these names. */
const producer = "api-priority-and-fairness-config-producer-v1";
const consumer = "api-priority-and-fairness-config-consumer-v1";

/** All that a fresh cluster has may need a write at its first start: they share a commit or two. */
const workers = 16;

export interface KeepOptions {
  readonly flowControl: FlowControl;
  readonly informers: InformerFactory;
  readonly loopback: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly onError?: (error: unknown) => void;
}

export interface FlowControlKeeper {
  /** Keeps the objects in order until `signal` aborts. To be called when those that every cluster starts with are there. */
  run(signal: AbortSignal): Promise<void>;
}

type Key = `FlowSchema/${string}` | `PriorityLevelConfiguration/${string}`;

/**
 * Hands every change of a FlowSchema or PriorityLevelConfiguration to flow control, and keeps those objects in order: the
 * ones that a cluster starts with, and the condition that tells of schemas without a level.
 */
export function keepFlowControl({ flowControl, informers, loopback, clock, random, onError }: KeepOptions): FlowControlKeeper {
  const queue = new WorkQueue<Key>(clock);
  const schemas = informers.informer(flowSchemas);
  const levels = informers.informer(priorityLevelConfigurations);
  const limit = new UpdateLimit(clock, random);
  let isStale = false;

  /** Once for all changes that came together. */
  const reconfigure = () => {
    if (isStale) return;
    isStale = true;
    queueMicrotask(() => {
      isStale = false;
      if (schemas.hasSynced && levels.hasSynced) flowControl.configure(levels.lister.list(), schemas.lister.list());
    });
  };
  const schemaChanged = ({ metadata, spec }: FlowSchema, old?: FlowSchema) => {
    if (!deepEqual(spec, old?.spec)) reconfigure();
    queue.add(`FlowSchema/${metadata.name ?? ""}`);
  };
  const levelChanged = ({ metadata, spec }: PriorityLevelConfiguration, old?: PriorityLevelConfiguration) => {
    if (!deepEqual(spec, old?.spec)) reconfigure();
    queue.add(`PriorityLevelConfiguration/${metadata.name ?? ""}`);
    for (const schema of schemas.lister.list()) if (schema.spec.priorityLevelConfiguration.name === metadata.name) queue.add(`FlowSchema/${schema.metadata.name ?? ""}`);
  };
  schemas.addHandler({ onAdd: (schema) => schemaChanged(schema), onUpdate: schemaChanged, onDelete: (schema) => schemaChanged(schema) });
  levels.addHandler({ onAdd: (level) => levelChanged(level), onUpdate: levelChanged, onDelete: (level) => levelChanged(level) });
  void Promise.all([schemas.synced, levels.synced]).then(reconfigure);

  async function keepSchema(name: string, signal: AbortSignal): Promise<ReconcileResult> {
    await keepObject({ loopback, resource: flowSchemas, lister: schemas.lister, name, mandatory: mandatorySchemas, suggested: suggestedSchemas }, signal);
    const schema = schemas.lister.get("", name);
    if (schema === undefined) return undefined;
    const level = levels.lister.get("", schema.spec.priorityLevelConfiguration.name);
    const condition = decideDangling(schema, level !== undefined && isUsable(level), clock.now());
    if (condition === undefined) return undefined;
    const requeueAfterMs: Millis | undefined = limit.delayOf(name);
    if (requeueAfterMs !== undefined) return { requeueAfterMs };
    const body = { status: { conditions: [condition] } };
    await loopback.request({ verb: "patch", resource: flowSchemas, subresource: "status", name, body, patchType: "application/strategic-merge-patch+json", options: { fieldManager: consumer } }, signal);
    return undefined;
  }

  function keepLevel(name: string, signal: AbortSignal): Promise<void> {
    // The exempt level's shares are the user's to choose.
    const { exempt } = levels.lister.get("", name)?.spec ?? {};
    const mandatory = mandatoryLevels.map((level) => (level === exemptLevel && exempt !== undefined ? { ...level, spec: { ...level.spec, exempt } } : level));
    return keepObject({ loopback, resource: priorityLevelConfigurations, lister: levels.lister, name, mandatory, suggested: suggestedLevels }, signal);
  }

  return {
    run: (signal) =>
      runWorkers<Key>(
        queue,
        workers,
        async (key, aborting) => {
          const slash = key.indexOf("/");
          const name = key.slice(slash + 1);
          try {
            if (key.startsWith("FlowSchema/")) return await keepSchema(name, aborting);
            return await keepLevel(name, aborting);
          } catch (error) {
            // Gone, or changed by somebody else: word of it is on its way.
            if (!isStatus(error, "NotFound", "Conflict", "AlreadyExists")) throw error;
          }
        },
        signal,
        { onError: (_key, error) => onError?.(error) },
      ),
  };
}

interface KeptObject<T extends KubeObject> {
  readonly loopback: Transport;
  readonly resource: Resource<T>;
  readonly lister: Lister<T>;
  readonly name: string;
  readonly mandatory: readonly T[];
  readonly suggested: readonly T[];
}

async function keepObject<T extends KubeObject>({ loopback, resource, lister, name, mandatory, suggested }: KeptObject<T>, signal: AbortSignal): Promise<void> {
  const named = ({ metadata }: T) => metadata?.name === name;
  const isMandatory = mandatory.some(named);
  const upkeep = decideUpkeep({ current: lister.get("", name), bootstrap: mandatory.find(named) ?? suggested.find(named), isMandatory });
  const options = { fieldManager: producer };
  switch (upkeep.type) {
    case "nothing":
      return;
    case "create":
      await loopback.request({ verb: "create", resource, name, body: deepCopy(upkeep.object), options }, signal);
      return;
    case "update":
      await loopback.request({ verb: "update", resource, name, body: deepCopy(upkeep.object), options }, signal);
      return;
    case "delete":
      await loopback.request({ verb: "delete", resource, name, options: { preconditions: { uid: upkeep.object.metadata?.uid } } }, signal);
  }
}
