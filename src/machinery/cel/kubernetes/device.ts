import { compile, instantiationProblem, type Program } from "../compile.ts";
import { estimateCost } from "../cost/estimate.ts";
import type { Range } from "../cost/range.ts";
import { sized, type SizedType } from "../cost/sized-type.ts";
import { type Environment, objectType } from "../environment.ts";
import { bindingMacros } from "../macros.ts";
import { anyType, boolType, fullTypeName, mapOf, parseType, stringType, structType } from "../types.ts";
import { baseEnvironment } from "./base.ts";

/** Source: kubernetes staging dynamic-resource-allocation/cel/compile.go, limits of api/resource/v1. */
const maxAttributes = 32;
const domain = sized(stringType, { maxElements: 63 });
const id = sized(stringType, { maxElements: 32 });
const attribute = sized(anyType, { maxElements: 64 });
const quantity = sized(parseType("kubernetes.Quantity"));

function byDomain(element: SizedType): SizedType {
  const inner = { ...sized(mapOf(stringType, element.type), { maxElements: maxAttributes }), key: id, element };
  return { ...sized(mapOf(stringType, inner.type), { maxElements: maxAttributes }), key: domain, element: inner };
}

const fields: Readonly<Record<string, SizedType>> = {
  driver: sized(stringType, { maxElements: 63 }),
  allowMultipleAllocations: sized(boolType, { maxElements: 1 }),
  attributes: byDomain(attribute),
  capacity: byDomain(quantity),
};

const deviceTypeName = "kubernetes.DRADevice";
let environment: Environment | undefined;

function deviceEnvironment(): Environment {
  environment ??= baseEnvironment().extend({
    macros: bindingMacros,
    variables: { device: structType(deviceTypeName) },
    objectTypes: [objectType(deviceTypeName, Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, type])))],
  });
  return environment;
}

/** Any name is that of an attribute. */
function sizeAt([variable, ...path]: readonly string[]): Range | undefined {
  if (variable !== "device") return undefined;
  let at: SizedType | undefined = { ...sized(structType(deviceTypeName)), fields: new Map(Object.entries(fields)) };
  for (const step of path) {
    if (step === "@items" || step === "@values") at = at.element;
    else if (step === "@keys") at = at.key;
    else at = at.fields?.get(step) ?? (at.element === attribute ? attribute : undefined);
    if (at === undefined) return undefined;
  }
  return { min: 0, max: at.maxElements };
}

/** A selector, with what it costs at most; or why it is none, in upstream's words. What goes wrong late is the server's fault there. */
export function compileDeviceSelector(expression: string): { readonly program: Program; readonly maxCost: number } | { readonly problem: string; readonly isInternal?: boolean } {
  const program = compile(expression, deviceEnvironment());
  if ("issues" in program) return { problem: `compilation failed: ${program.issues}` };
  if (program.type.kind !== "bool" && program.type.kind !== "any") return { problem: `must evaluate to bool or the unknown type, not ${fullTypeName(program.type)}` };
  const problem = instantiationProblem(program.expression, deviceEnvironment());
  if (problem !== undefined) return { problem: `program instantiation failed: ${problem}`, isInternal: true };
  return { program, maxCost: estimateCost(program.expression, sizeAt).max };
}
