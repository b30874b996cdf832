import type { Container } from "../../api/types/core/v1.gen.ts";

/** A port given as a number or by the name of one of the container's ports. Throws when there is no such name. */
export function resolvePort(container: Container, port: string | number): number {
  if (typeof port === "number") return port;
  const named = container.ports?.find((entry) => entry.name === port);
  if (named !== undefined) return named.containerPort;
  const number = Number(port);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new Error(`couldn't find port: ${port} in container ${container.name}`);
}
