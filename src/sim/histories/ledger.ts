import type { Random } from "../../base/random.ts";
import type { Behaviour, ScriptedContainer } from "../../kubelet/runtimes/simulated/script.ts";

/** What the containers of one pod have themselves done, whatever the cluster says of it. */
export interface Marks {
  starts: number;
  /** In the order in which they ended. */
  readonly exitCodes: number[];
}

/** The world outside the cluster: containers leave their marks in it, by the UID of their pod. */
export class Ledger {
  readonly #marks = new Map<string, Marks>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  of(podUid: string): Marks {
    const marks = this.#marks.get(podUid) ?? { starts: 0, exitCodes: [] };
    this.#marks.set(podUid, marks);
    return marks;
  }

  /** Runs about as long, and fails as often, as the container's environment says. Every third failure is exit code 42. */
  readonly script = ({ env, pod }: ScriptedContainer): Behaviour => {
    const marks = this.of(pod.uid);
    const fails = this.#random.int(100) < Number(env.FAIL_PERCENT);
    return {
      runMs: 200 + this.#random.int(Number(env.RUN_SECONDS) * 1_000),
      exitCode: fails ? (this.#random.int(3) === 0 ? 42 : 1) : 0,
      stopMs: env.IGNORES_STOP === "true" ? "never" : this.#random.int(2_000),
      onStart: () => marks.starts++,
      onExit: (exitCode) => marks.exitCodes.push(exitCode),
    };
  };
}
