import { type Call, type Comprehension, type Expression, isAccumulator } from "../ast.ts";
import { readerOf } from "./access.ts";
import { conditionCosts, costs } from "./cost.ts";
import type { Evaluation, Plan } from "./evaluation.ts";
import { attempt, Failure, noSuchOverload } from "./failure.ts";
import type { PartPlanner } from "./slots.ts";
import { isMap, mapEntries, MapValue } from "./values.ts";

/** A turn of a fold: the one variable, or both. */
type Turn = readonly [first: unknown, second: unknown];

export function planComprehension(comprehension: Comprehension, planner: PartPlanner): Plan {
  const { range, variable, secondVariable, accumulator, initial, result } = comprehension;
  const rangePlan = planner.plan(range);
  // What the fold fills is its own, new for each run.
  const initialPlan: Plan = initial.kind === "list" ? () => [] : initial.kind === "map" ? () => new MapValue() : planner.plan(initial);
  const turns = turnsOf(comprehension);
  return planner.slots.within([accumulator], ([slot = 0]) => {
    const resultPlan = planner.plan(result);
    const names = secondVariable === undefined ? [variable] : [variable, secondVariable];
    return planner.slots.within(names, ([first = 0, second = first]) => {
      const fold = planFold(comprehension, planner, slot);
      return (evaluation) => {
        const items = turns(rangePlan(evaluation));
        evaluation.slots[slot] = initialPlan(evaluation);
        fold(evaluation, items, (turn) => {
          evaluation.slots[second] = turn[1];
          evaluation.slots[first] = turn[0];
        });
        return resultPlan(evaluation);
      };
    });
  });
}

function turnsOf({ range, secondVariable }: Comprehension): (container: unknown) => Iterable<Turn> {
  const hasTwo = secondVariable !== undefined;
  const [first, second = first] = range.type.parameters;
  const read = readerOf((range.type.kind === "map" ? second : first) ?? range.type);
  return function* (container): Iterable<Turn> {
    if (Array.isArray(container)) {
      for (const [place, item] of container.entries()) yield hasTwo ? [place, read(item)] : [read(item), read(item)];
    } else if (isMap(container)) {
      for (const [key, value] of mapEntries(container)) yield hasTwo ? [key, read(value)] : [key, key];
    } else {
      throw noSuchOverload();
    }
  };
}

type Fold = (evaluation: Evaluation, turns: Iterable<Turn>, set: (turn: Turn) => void) => void;

function planFold(comprehension: Comprehension, planner: PartPlanner, slot: number): Fold {
  const { step } = comprehension;
  if (step.kind === "call" && (step.name === "_&&_" || step.name === "_||_") && isAccumulator(step.args[0])) {
    return planQuantifier(planner.plan(step.args[1] as Expression), { slot, decisive: step.name === "_||_" });
  }
  const next = planStep(comprehension, planner, slot);
  return (evaluation, turns, set) => {
    for (const turn of turns) {
      set(turn);
      evaluation.slots[slot] = next(evaluation);
    }
  };
}

/** `all` is decided by one false and `exists` by one true; failures count only where nothing decides. */
function planQuantifier(predicate: Plan, { slot, decisive }: { slot: number; decisive: boolean }): Fold {
  return (evaluation, turns, set) => {
    let failure: Failure | undefined;
    evaluation.slots[slot] = !decisive;
    for (const turn of turns) {
      evaluation.charge(decisive ? conditionCosts.exists : conditionCosts.all);
      if (evaluation.slots[slot] === decisive) return;
      set(turn);
      evaluation.charge(costs.variable);
      const answer = attempt(() => predicate(evaluation));
      if (answer === decisive) {
        evaluation.slots[slot] = decisive;
        continue;
      }
      if (answer !== !decisive) failure ??= answer instanceof Failure ? answer : noSuchOverload();
    }
    if (failure !== undefined && evaluation.slots[slot] !== decisive) throw failure;
  };
}

/** A list that grows by one element a turn grows in place: it is the fold's own, and nobody has seen it yet. */
function planStep({ step, initial }: Comprehension, planner: PartPlanner, slot: number): Plan {
  const isList = initial.kind === "list";
  if (isList && isAppend(step)) return planAppend(step, planner, slot);
  if (isList && step.kind === "call" && step.name === "_?_:_" && isAppend(step.args[1]) && isAccumulator(step.args[2])) {
    const [condition, append] = [planner.plan(step.args[0] as Expression), planAppend(step.args[1], planner, slot)];
    return (evaluation) => {
      const isWanted = condition(evaluation);
      if (typeof isWanted !== "boolean") throw noSuchOverload();
      return isWanted ? append(evaluation) : evaluation.slots[slot];
    };
  }
  return planner.plan(step);
}

function planAppend({ args }: Call, planner: PartPlanner, slot: number): Plan {
  const list = args[1];
  const item = planner.plan(list?.kind === "list" ? (list.elements[0]?.value as Expression) : (list as Expression));
  return (evaluation) => {
    const value = item(evaluation);
    evaluation.charge(costs.variable + costs.list + costs.operator);
    (evaluation.slots[slot] as unknown[]).push(value);
    return evaluation.slots[slot];
  };
}

function isAppend(expression: Expression | undefined): expression is Call {
  return expression?.kind === "call" && expression.name === "_+_" && isAccumulator(expression.args[0]);
}
