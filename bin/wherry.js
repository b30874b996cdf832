#!/usr/bin/env node
// The way in for every Node.js: finds a Node.js 24, building or installing what a clone still lacks, and hands over.
import { runOnModernNode } from "./launcher.js";

process.exitCode = runOnModernNode(process.argv.slice(2));
