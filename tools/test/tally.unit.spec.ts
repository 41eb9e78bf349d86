import { expect, it } from 'vitest';
import { closingLine, tally } from './tally.ts';

const green = { status: 'passed', assertionResults: [{ status: 'passed' }] };
const report = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [green],
};

it('counts what passed, failed and was left out', () => {
  const red = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  const counted = tally(
    {
      ...report,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [green, red],
    },
    1,
  );
  expect(counted).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

it('counts a file that could not be loaded as a failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  expect(tally({ ...report, testResults: [green, broken] }, 1).failed).toBe(1);
});

it('counts a file whose hook threw after its tests passed as a failure', () => {
  const broken = { status: 'failed', assertionResults: [{ status: 'passed' }] };
  expect(tally({ ...report, testResults: [broken] }, 1).failed).toBe(1);
});

it('counts a bad end as a failure even if every test passed', () => {
  expect(tally(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

it('counts a run without a report as a failure', () => {
  expect(tally(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it('closes with a line of a fixed form', () => {
  expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(closingLine({ passed: 12, failed: 1, skipped: 4 })).toBe('12 passed, 1 failed, 4 skipped');
});
