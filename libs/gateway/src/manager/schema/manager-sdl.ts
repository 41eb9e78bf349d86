/** The service web as operators see it. Every root field takes the auth code, for callers that cannot set a header. */
export const MANAGER_SDL = /* GraphQL */ `
  type Query {
    "Nodes that are there, and those that were lost lately. By name."
    nodes(name: String, authCode: String): [Node!]!
    "Services whose consumers nodes run. By name."
    services(name: String, authCode: String): [Service!]!
    "Consumers, once for each node that runs them: \`commands\` first, then by name."
    consumers(service: String, name: String, node: String, authCode: String): [Consumer!]!
    "Processes that live."
    workers(service: String, consumer: String, node: String, authCode: String): [Worker!]!
    "Records that were parked, oldest first."
    deadLetters(
      filter: DeadLetterFilter
      first: Int = 20
      after: String
      authCode: String
    ): DeadLetterConnection!
    "What was asked of this manager and others, newest first."
    auditTrail(first: Int = 50, before: ID, authCode: String): [AuditEntry!]!
    "All of it, as it stands now."
    serviceWeb(authCode: String): ServiceWeb!
  }

  "Each answers what every node that it was for has answered. Without \`node\` it is for all that run the service, also for those that start later."
  type Mutation {
    "How many processes of its own a consumer has on each node. 0 stops it."
    scaleConsumer(
      service: String!
      consumer: String!
      processes: Int!
      node: String
      authCode: String
    ): [NodeAnswer!]!
    "How many records one process handles at once."
    setConcurrency(
      service: String!
      consumer: String!
      concurrency: Int!
      node: String
      authCode: String
    ): [NodeAnswer!]!
    "When a worker is replaced by a fresh one. What is absent sets no limit."
    setRecycling(
      service: String!
      consumer: String!
      recycling: RecyclingInput!
      node: String
      authCode: String
    ): [NodeAnswer!]!
    "Its records wait from now on; what is in hand is finished."
    pauseConsumer(
      service: String!
      consumer: String!
      node: String
      authCode: String
    ): [NodeAnswer!]!
    resumeConsumer(
      service: String!
      consumer: String!
      node: String
      authCode: String
    ): [NodeAnswer!]!
    "Takes back whatever was set for it here: what the node's configuration says holds again."
    resetConsumer(
      service: String!
      consumer: String!
      node: String
      authCode: String
    ): [NodeAnswer!]!
    "It finishes what it has in hand, commits and leaves; a fresh process takes its place."
    stopWorker(node: String!, pid: Int!, authCode: String): [NodeAnswer!]!
    "SIGKILL. A fresh process takes its place."
    killWorker(node: String!, pid: Int!, authCode: String): [NodeAnswer!]!
    stopConsumer(
      service: String!
      consumer: String!
      node: String
      authCode: String
    ): [NodeAnswer!]!
    killConsumer(
      service: String!
      consumer: String!
      node: String
      authCode: String
    ): [NodeAnswer!]!
    stopService(service: String!, node: String, authCode: String): [NodeAnswer!]!
    killService(service: String!, node: String, authCode: String): [NodeAnswer!]!
    "Its workers finish, then it ends; DONE once it is gone."
    stopNode(node: String!, authCode: String): [NodeAnswer!]!
    "SIGKILL for it and its workers; DONE once it is gone."
    killNode(node: String!, authCode: String): [NodeAnswer!]!
    "Its workers finish and are not replaced, until \`undrainNode\`."
    drainNode(node: String!, authCode: String): [NodeAnswer!]!
    undrainNode(node: String!, authCode: String): [NodeAnswer!]!
    "Handles them once more, in the order of their keys. An empty filter means all."
    replayDeadLetters(
      filter: DeadLetterFilter!
      "Records a second."
      ratePerSecond: Float
      authCode: String
    ): [NodeAnswer!]!
    "Gives them up. An empty filter means all."
    discardDeadLetters(filter: DeadLetterFilter!, reason: String!, authCode: String): [NodeAnswer!]!
  }

  type Subscription {
    "The whole web now, and again after each change; about once a second at most."
    serviceWebChanged(authCode: String): ServiceWeb!
  }

  type ServiceWeb {
    at: DateTime!
    nodes: [Node!]!
    services: [Service!]!
    consumers: [Consumer!]!
    workers: [Worker!]!
    "The newest version of what operators want; -1: nobody has wanted anything. Null while the log cannot be read."
    desiredVersion: Int
  }

  "A date with its time, RFC 3339."
  scalar DateTime

  type Node {
    name: String!
    host: String!
    pid: Int!
    state: NodeState!
    "Of the platform."
    version: String!
    startedAt: DateTime!
    lastHeartbeat: DateTime!
    "Share of all cores in use, 0 to 1."
    cpu: Float!
    cpus: Int!
    "One, five and fifteen minutes."
    load: [Float!]!
    memory: Space!
    "Of the file system with its working folder."
    disk: Space!
    network: Network!
    "Version of what operators want that it has read; -1: none."
    adoptedVersion: Int!
    services: [String!]!
    consumers: [Consumer!]!
    workers: [Worker!]!
    "Processes that ought to live and do not."
    down: [DownWorker!]!
  }

  enum NodeState {
    UP
    "Asked to run no workers; some still finish."
    DRAINING
    DRAINED
    "Asked to stop, and about to leave."
    STOPPING
    "It says nothing any more, without having taken leave."
    LOST
  }

  type Space {
    totalBytes: Float!
    freeBytes: Float!
  }

  "Of the whole machine; null where the system does not tell."
  type Network {
    receivedPerSecond: Float
    sentPerSecond: Float
  }

  type Service {
    name: String!
    "Nodes that run it."
    nodes: [String!]!
    consumers: [Consumer!]!
    workers: [Worker!]!
    "Events that are committed and not yet on the log; null while nobody tells."
    unpublished: Int
    "Age of the oldest of them: how far the publisher is behind. 0 when there is none."
    unpublishedSeconds: Float
  }

  "A consumer as one node runs it. Lag is that of the whole consumer: the same on each node."
  type Consumer {
    service: String!
    name: String!
    node: String!
    group: String!
    topics: [String!]!
    desiredProcesses: Int!
    actualProcesses: Int!
    paused: Boolean!
    concurrency: Int!
    recycling: Recycling!
    "Records that are not committed yet; null while the log does not tell."
    lagRecords: Int
    "Age of the oldest record that has not ended: exact while a worker has it in hand, else since the manager first saw it. 0 without lag, null while it is not known."
    lagSeconds: Float
    "Records a second, over the last seconds."
    rate: Float!
    "Since the workers that live now have started."
    recordsHandled: Int!
    retries: Int!
    deadLetters: Int!
    "Records in the retry table, over all nodes: to be tried again, or waiting behind such a one. Null while nobody tells."
    parked: Int
    "They stand still: a key has as many records in the retry table as it may have."
    fullPartitions: [AssignedPartition!]!
    "Fetched and not yet ended."
    inHand: Int!
    "Milliseconds from the log to the end; null without records in the last seconds."
    p50: Float
    p99: Float
    "What is wrong with its workers."
    problems: [String!]!
  }

  type Recycling {
    afterRecords: Int
    jitter: Float
    maxAgeMs: Float
    maxMemoryBytes: Float
  }

  input RecyclingInput {
    "After so many records."
    afterRecords: Int
    "A random part of the limits by which each worker goes earlier, 0 to 1."
    jitter: Float
    maxAgeMs: Float
    maxMemoryBytes: Float
  }

  type Worker {
    node: String!
    service: String!
    "Those that it runs."
    consumers: [String!]!
    pid: Int!
    state: WorkerState!
    "Why it is not ready."
    reasons: [String!]!
    "Whether it belongs to one consumer, or is the shared one of its service."
    shared: Boolean!
    startedAt: DateTime!
    ageSeconds: Float!
    restarts: Int!
    memoryBytes: Float
    "Of one core: 1 is a whole one."
    cpu: Float
    recordsHandled: Int!
    partitions: [AssignedPartition!]!
    "The record that has been in a handler longest."
    currentRecord: CurrentRecord
  }

  enum WorkerState {
    STARTING
    UP
    "Up, and cannot work at the moment."
    NOT_READY
    "Asked to leave: finishes what it has in hand."
    DRAINING
    RESTARTING
    CRASH_LOOP
  }

  "A process that crashed and waits for its next start."
  type DownWorker {
    service: String!
    consumers: [String!]!
    state: WorkerState!
    restarts: Int!
    reason: String!
    since: DateTime!
  }

  type AssignedPartition {
    consumer: String!
    topic: String!
    partition: Int!
  }

  type CurrentRecord {
    consumer: String!
    topic: String!
    partition: Int!
    offset: Float!
    key: String
    since: DateTime!
  }

  type NodeAnswer {
    node: String!
    outcome: NodeOutcome!
    "Why not; or what to know about what was done."
    reason: String
    "Dead letters: whose they were, and how many."
    service: String
    count: Int
  }

  enum NodeOutcome {
    "It is in effect."
    DONE
    REFUSED
    "The node did not answer in time, or is not there. What was wanted stands, and holds once it comes back; a stop or a kill does not."
    UNREACHABLE
  }

  "Which dead letters are meant: all conditions hold together."
  input DeadLetterFilter {
    ids: [ID!]
    service: String
    consumer: String
    "An error code."
    code: String
    "A part of the error's message."
    message: String
    key: String
    "Parked at or after."
    since: DateTime
    "Parked before."
    until: DateTime
  }

  type DeadLetterConnection {
    edges: [DeadLetterEdge!]!
    nodes: [DeadLetter!]!
    pageInfo: PageInfo!
    totalCount: Int!
    "Services that did not answer: their dead letters are missing here."
    unanswered: [UnansweredService!]!
  }

  type UnansweredService {
    service: String!
    reason: String!
  }

  type DeadLetterEdge {
    cursor: String!
    node: DeadLetter!
  }

  type PageInfo {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }

  type DeadLetter {
    id: ID!
    service: String!
    consumer: String!
    topic: String!
    partition: Int!
    offset: Float!
    key: String
    recordId: String
    type: String
    code: String!
    message: String!
    stack: String
    attempts: Int!
    at: DateTime!
    "The record's value as text, cut at 64 KiB."
    value: String
  }

  type AuditEntry {
    id: ID!
    at: DateTime!
    "From where, and by which program, as far as it said so."
    by: String!
    "The mutation."
    what: String!
    "Its arguments, as JSON, without the auth code."
    arguments: String!
    "What every node answered; null while it is under way, or when the manager ended before it was told."
    answers: [NodeAnswer!]
    "Why it was refused as a whole."
    error: String
  }
`;
