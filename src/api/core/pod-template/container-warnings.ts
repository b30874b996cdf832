import { fractionWarning } from "../../shared/fractions.ts";
import type { Container, EphemeralContainer, EnvVar } from "../../types/core/v1.gen.ts";

/** Parts of bytes, and variables that hide others. Source: kubernetes pkg/api/pod warningsForPodSpecAndMeta. */
export function containerWarnings({ resources, env = [] }: Container | EphemeralContainer, path: string): string[] {
  const bytes = (["memory", "ephemeral-storage"] as const).flatMap((name) => (["limits", "requests"] as const).flatMap((list) => fractionWarning(resources?.[list]?.[name], `${path}.resources.${list}[${name}]`)));
  const seen = new Set<string>();
  const hidden = env.flatMap((variable, index) => {
    const hides = seen.has(variable.name) && !buildsOnItself(variable);
    seen.add(variable.name);
    return hides ? [`${path}.env[${index}]: hides previous definition of ${JSON.stringify(variable.name)}, which may be dropped when using apply`] : [];
  });
  return [...bytes, ...hidden];
}

/** `X="$(X)123"` needs the X before it; a bare `$(X)` adds nothing. */
function buildsOnItself({ name, value = "", valueFrom }: EnvVar): boolean {
  const reference = `$(${name})`;
  return valueFrom === undefined && value !== reference && value.includes(reference);
}
