import { execFileSync } from 'node:child_process';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { RECORD_FORMS_FILE } from '@metamorphosis/codegen';
import { errors } from '@metamorphosis/contract';
import { completionScript } from './completion/completion-script.js';
import { completionPlaces } from './completion/completion-words.js';
import { createProgram } from './program.js';
import { explainError } from './terminal/explain-error.js';

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => void (text += part) });
  command.outputHelp();
  return text;
}

/** What bash offers after these words. */
function offered(...words: readonly string[]): string[] {
  const script = completionScript('bash', completionPlaces(createProgram()));
  const line = words.map((word) => `'${word}'`).join(' ');
  const ask = `${script}\nCOMP_WORDS=(gregor ${line}); COMP_CWORD=${words.length}; _gregor; echo "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', ask], { encoding: 'utf8' }).trim().split(' ');
}

test('every command says what it does, and shows examples', () => {
  const lacking = leaves(createProgram()).filter((command) => {
    const help = helpOf(command);
    return command.description() === '' || !/Examples?:\n {2}\S/.test(help);
  });
  expect(lacking.map((command) => command.name())).toEqual([]);
});

test('the help names the file of record forms as codegen does', () => {
  const [keep] = leaves(createProgram()).filter((command) => command.name() === 'keep');
  expect(keep?.description()).toContain(RECORD_FORMS_FILE);
});

test('bash completes commands, commands of commands, and options', () => {
  expect(offered('')).toEqual(expect.arrayContaining(['call', 'subscribe', 'status', '--version']));
  expect(offered('sta')).toEqual(['start', 'status']);
  expect(offered('dead-letters', '')).toEqual(expect.arrayContaining(['list', 'show']));
  expect(offered('call', 'placeOrder', '--w')).toEqual(['--watch']);
});

test('scripts for the other shells name the same words', () => {
  const places = completionPlaces(createProgram());
  expect(completionScript('zsh', places)).toMatch(/^#compdef gregor\n.*bashcompinit/);
  const fish = completionScript('fish', places);
  expect(fish).toContain("complete -c gregor -n '__fish_seen_subcommand_from call' -l watch -d ");
  expect(fish).toContain("complete -c gregor -n '__fish_use_subcommand' -f -a subscribe -d ");
});

test('errors are told without a stack, unless somebody wants it', () => {
  const cause = new Error('underneath');
  const mistake = errors.CONFIGURATION_INVALID(['--url is wrong.'], { cause });
  expect(explainError(mistake, false)).toBe('--url is wrong.');
  expect(explainError(errors.CLOSED(['The log']), false)).toMatch(/^CLOSED: [^\n]*$/);
  expect(explainError(new TypeError('x is undefined'), false)).toMatch(
    /^x is undefined\n.*GREGOR_DEBUG=1/,
  );
  expect(explainError(mistake, true)).toMatch(/at [^]*Caused by: Error: underneath\n\s+at/);
});
