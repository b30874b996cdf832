import { mandatoryLevels, suggestedLevels } from "../../api/flowcontrol/bootstrap/levels.ts";
import { mandatorySchemas, suggestedSchemas } from "../../api/flowcontrol/bootstrap/schemas.ts";
import { flowSchemas, priorityLevelConfigurations } from "../resources.ts";
import type { BootstrapObject } from "./bootstrap-object.ts";

/** What flow control starts with. */
export function flowControlObjects(): BootstrapObject[] {
  return [
    ...[...mandatoryLevels, ...suggestedLevels].map((object) => ({ resource: priorityLevelConfigurations, object })),
    ...[...mandatorySchemas, ...suggestedSchemas].map((object) => ({ resource: flowSchemas, object })),
  ];
}
