#!/usr/bin/env node
import { run } from '@metamorphosis/cli';

await run(process.argv);
