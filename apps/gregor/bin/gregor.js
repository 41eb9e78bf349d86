#!/usr/bin/env node
import '@metamorphosis/cli/bin/gregor.js';
