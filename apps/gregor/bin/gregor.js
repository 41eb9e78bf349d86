#!/usr/bin/env node
import '../../../libs/cli/bin/gregor.js';
