export { testService } from './service/test-service.js';
export type { TestOptions } from './service/test-options.js';
export type { ServiceUnderTest, When } from './service/service-under-test.js';
export type { GraphqlReply } from './service/ask-subgraph.js';
export type { CommandResult, EventResult, GivenUp, PublishedEvent } from './service/results.js';
export {
  command,
  olderCommand,
  type ArgsOf,
  type CommandHandlerClass,
  type CommandMessage,
  type GivenActor,
  type OutcomeOf,
} from './messages/command.js';
export { event, olderEvent, type EventFacts, type EventMessage } from './messages/event.js';
export type { CommandScenario, EventScenario } from './scenario/scenario.js';
export type { Step } from './scenario/given.js';
export { failed, refused, rejected, type ExpectedEnding } from './scenario/endings.js';
export { ScenarioFailed } from './scenario/scenario-failed.js';
export { anything, same, satisfying } from './matching/matchers.js';
export { TestMisuse } from './misuse.js';
export type { Clock } from './clock/clock.js';
