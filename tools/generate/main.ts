import { writeCommandIndex } from "./command-index.ts";
import { readDescriptions, writeDescriptions } from "./descriptions.ts";
import { writePluginIndexes } from "./plugin-indexes.ts";
import { writeTypes } from "./types.ts";

// One function an output; each writes only files that changed, so watchers and caches see no false news.
const descriptions = readDescriptions();
writeTypes(descriptions);
writeDescriptions(descriptions);
writePluginIndexes();
writeCommandIndex();
