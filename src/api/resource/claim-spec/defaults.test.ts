import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResourceClaimSpec } from "../../types/resource/v1.gen.ts";
import { defaultClaimSpec } from "./defaults.ts";

const asks: { name: string; asked: { allocationMode?: string; count?: number }; becomes: { allocationMode: string; count?: number } }[] = [
  { name: "nothing said is one device", asked: {}, becomes: { allocationMode: "ExactCount", count: 1 } },
  { name: "an exact count of none is one", asked: { allocationMode: "ExactCount", count: 0 }, becomes: { allocationMode: "ExactCount", count: 1 } },
  { name: "a count is kept", asked: { count: 2 }, becomes: { allocationMode: "ExactCount", count: 2 } },
  { name: "all devices have no count", asked: { allocationMode: "All" }, becomes: { allocationMode: "All" } },
];

for (const { name, asked, becomes } of asks) {
  test(`requests of devices: ${name}, exactly or as one choice of several`, () => {
    const specOf = (request: object): ResourceClaimSpec => ({
      devices: {
        requests: [
          { name: "a", exactly: { deviceClassName: "c", ...request } },
          { name: "b", firstAvailable: [{ name: "s", deviceClassName: "c", ...request }] },
        ],
      },
    });
    const spec = specOf(asked);
    defaultClaimSpec(spec);
    assert.deepEqual(spec, specOf(becomes));
  });
}
