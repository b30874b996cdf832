import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { ShutdownDelay, ShutdownHandlers, ShutdownPort } from "../../shutdown-port.ts";
import { DbusConnection } from "./dbus-connection.ts";

const login = { destination: "org.freedesktop.login1", path: "/org/freedesktop/login1" };
const manager = "org.freedesktop.login1.Manager";
const propertyName = "InhibitDelayMaxUSec";

export interface LogindOptions {
  /** Default: the system's bus. */
  readonly socketPath?: string;
  /**
   * What holds the shutdown up for as long as it runs. A lock of logind is a descriptor, which this connection cannot
   * take; systemd's own program can. `cat` ends with our end of its pipe, so that a kill -9 leaves no lock behind.
   * Source of the words: kubernetes pkg/kubelet/nodeshutdown/systemd InhibitShutdown.
   */
  readonly inhibit?: readonly string[];
}

const systemBus = "/run/dbus/system_bus_socket";
const systemdInhibit = ["systemd-inhibit", "--what=shutdown", "--mode=delay", "--who=kubelet", "--why=Kubelet needs time to handle node shutdown", "cat"];

/** Shutdowns as systemd-logind tells of them over D-Bus. */
export class Logind implements ShutdownPort {
  readonly #options: Required<LogindOptions>;

  constructor({ socketPath = systemBus, inhibit = systemdInhibit }: LogindOptions = {}) {
    this.#options = { socketPath, inhibit };
  }

  async open({ onPrepare, onClose }: ShutdownHandlers, signal: AbortSignal): Promise<ShutdownDelay | undefined> {
    const { socketPath, inhibit } = this.#options;
    if (!existsSync(socketPath)) return undefined;
    const lock = new Lock(inhibit);
    const connection = await DbusConnection.open(socketPath, {
      onSignal: ({ interface: of, member, body: [isShuttingDown] }) => {
        if (of === manager && member === "PrepareForShutdown") onPrepare(isShuttingDown === true);
      },
      onClose: () => {
        lock.release();
        onClose();
      },
    }, signal);
    try {
      const [isThere] = await connection.bus("NameHasOwner", "s", [login.destination]);
      if (isThere !== true) {
        connection.close();
        return undefined;
      }
      await connection.bus("AddMatch", "s", [`type='signal',sender='${login.destination}',interface='${manager}',member='PrepareForShutdown',path='${login.path}'`]);
      const [delay] = await connection.call({ ...login, interface: "org.freedesktop.DBus.Properties", member: "Get", signature: "ss", body: [manager, propertyName] });
      const { value } = delay as { value: bigint };
      return { maximumMs: Number(value) / 1_000, hold: () => lock.hold(), release: () => lock.release(), close: () => connection.close() };
    } catch (error) {
      connection.close();
      throw error;
    }
  }
}

/** A lock that another process holds for us. */
class Lock {
  readonly #command: readonly string[];
  #holder: ChildProcess | undefined;

  constructor(command: readonly string[]) {
    this.#command = command;
  }

  hold(): void {
    if (this.#holder !== undefined) return;
    const [program = "", ...args] = this.#command;
    const holder = spawn(program, args, { stdio: ["pipe", "ignore", "ignore"] });
    holder.on("error", () => {}); // a machine that has logind has this program; without it the shutdown does not wait
    holder.stdin?.on("error", () => {});
    holder.unref();
    this.#holder = holder;
  }

  release(): void {
    this.#holder?.stdin?.end();
    this.#holder = undefined;
  }
}
