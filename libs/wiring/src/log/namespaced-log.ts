import type {
  Assignment,
  EventLog,
  LogListener,
  LogRecord,
  PartitionRange,
  TopicPartition,
} from '@metamorphosis/core';

/** A log on which every topic and group bears a prefix that its user never sees. */
export function namespacedLog(log: EventLog, namespace: string): EventLog {
  const prefix = `${namespace}.`;
  const outer = (name: string): string => `${prefix}${name}`;
  const inner = (name: string): string => name.slice(prefix.length);
  const stripped = <T extends TopicPartition>(place: T): T => ({
    ...place,
    topic: inner(place.topic),
  });

  return {
    createTopics: (specs) =>
      log.createTopics(specs.map((spec) => ({ ...spec, name: outer(spec.name) }))),
    topic: (name) => log.topic(outer(name)),
    append: async (topic, records) => (await log.append(outer(topic), records)).map(stripped),
    ranges: async (topic): Promise<readonly PartitionRange[]> =>
      (await log.ranges(outer(topic))).map(stripped),
    trim: ({ topic, partition }, before) => log.trim({ topic: outer(topic), partition }, before),
    committed: (group, topic) => log.committed(outer(group), outer(topic)),
    read: (options, listener) => {
      const { startAt } = options;
      const translation = new Translation(inner);
      const reader = log.read(
        {
          ...options,
          group: outer(options.group),
          topics: options.topics.map(outer),
          ...(startAt && { startAt: (place: TopicPartition) => startAt(stripped(place)) }),
        },
        translation.listener(listener),
      );
      return {
        commit: (assignment, offset) => reader.commit(translation.theirs(assignment), offset),
        pause: (assignment) => reader.pause(translation.theirs(assignment)),
        resume: (assignment) => reader.resume(translation.theirs(assignment)),
        seek: (assignment, offset) => reader.seek(translation.theirs(assignment), offset),
        close: () => reader.close(),
        [Symbol.asyncDispose]: () => reader.close(),
      };
    },
    ping: () => log.ping(),
    close: () => log.close(),
    [Symbol.asyncDispose]: () => log.close(),
  };
}

/** Assignments are known by identity, so each of the log's has one of its user's beside it. */
class Translation {
  private readonly toOurs = new WeakMap<Assignment, Assignment>();
  private readonly toTheirs = new WeakMap<Assignment, Assignment>();

  constructor(private readonly inner: (name: string) => string) {}

  listener(listener: LogListener): LogListener {
    return {
      onAssigned: (assignment) => listener.onAssigned(this.ours(assignment)),
      onRevoked: (assignment) => listener.onRevoked(this.ours(assignment)),
      onRecords: (assignment, records) => {
        const { topic } = this.ours(assignment);
        listener.onRecords(
          this.ours(assignment),
          records.map((record): LogRecord => ({ ...record, topic })),
        );
      },
      onHealth: (health) => listener.onHealth(health),
    };
  }

  ours(assignment: Assignment): Assignment {
    let ours = this.toOurs.get(assignment);
    if (!ours) {
      const { topic, partition, signal } = assignment;
      ours = { topic: this.inner(topic), partition, signal };
      this.toOurs.set(assignment, ours);
      this.toTheirs.set(ours, assignment);
    }
    return ours;
  }

  theirs(ours: Assignment): Assignment {
    const theirs = this.toTheirs.get(ours);
    if (!theirs) throw new TypeError('the assignment is of another reader');
    return theirs;
  }
}
