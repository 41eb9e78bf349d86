import type { PartitionRange, TopicInfo } from '@metamorphosis/core';

/** What the log says of topics: how their streams are named, and where they end. */
export interface TopicDirectory {
  describeTopic(topic: string): Promise<TopicInfo | undefined>;
  topicEnd(topic: string): Promise<readonly PartitionRange[]>;
}
