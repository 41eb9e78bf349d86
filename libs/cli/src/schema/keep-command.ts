import type { Command } from 'commander';
import type { KeepOptions } from './keep-records.js';

/** Adds `gregor schema keep`. */
export function addKeepCommand(schema: Command): void {
  schema
    .command('keep')
    .description('write down how records look now, in records.json beside the SDL')
    .option('--from <what>', 'as they looked in a commit, branch or tag of git, or in a folder')
    .option('--schema <dir>', 'the folder of the SDL (default: as codegen.yml says, or schema)')
    .option('--check', 'only say whether it is up to date')
    .addHelpText(
      'after',
      `
Run it when you release, and check the file in: what is kept of a version is what its records look like on the log.
A record that changes so that what lies there cannot be read wants a new version (docs/guides/evolution.md).

Examples:
  gregor schema keep
  gregor schema keep --from v1.4.0
  gregor schema keep --check

Exit codes: 0 kept, 1 a record wants a new version, or --check found that something is to be kept.`,
    )
    .action(async (options: KeepOptions) =>
      (await import('./keep-records.js')).keepRecords(options),
    );
}
