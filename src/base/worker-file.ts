/**
 * Where a worker thread's program lies: beside the module that starts it when that runs from the sources, beside the
 * bundle as `<built>.js` when it runs from a build.
 *
 * @param importer `import.meta.url` of the module that starts the worker
 * @param source the worker's file as seen from there, e.g. `./worker.ts`
 * @param built the worker's name in a build, e.g. `sqlite-worker`
 */
export function workerFile(importer: string, source: string, built: string): URL {
  return new URL(importer.endsWith(".ts") ? source : `./${built}.js`, importer);
}
