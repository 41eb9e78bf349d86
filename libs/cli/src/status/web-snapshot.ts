/** What `gregor status` asks for, of a manager or of the board. */
export const STATUS_QUERY = /* GraphQL */ `
  {
    serviceWeb {
      at
      desiredVersion
      nodes {
        name
        host
        pid
        state
        version
        startedAt
        lastHeartbeat
        cpu
        cpus
        load
        memory {
          totalBytes
          freeBytes
        }
        disk {
          totalBytes
          freeBytes
        }
        adoptedVersion
        services
        down {
          service
          consumers
          state
          restarts
          reason
          since
        }
      }
      services {
        name
        nodes
        unpublished
        unpublishedSeconds
      }
      consumers {
        service
        name
        node
        group
        desiredProcesses
        actualProcesses
        paused
        concurrency
        lagRecords
        lagSeconds
        rate
        recordsHandled
        retries
        deadLetters
        parked
        fullPartitions {
          consumer
          topic
          partition
        }
        p50
        p99
        problems
      }
      workers {
        node
        service
        consumers
        pid
        state
        reasons
        ageSeconds
        restarts
        memoryBytes
        cpu
        recordsHandled
        partitions {
          consumer
          topic
          partition
        }
        currentRecord {
          consumer
          topic
          partition
          offset
          key
          since
        }
      }
    }
  }
`;

/** The live map at one moment. */
export interface WebSnapshot {
  readonly at: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly host: string;
    readonly state: string;
    readonly version: string;
    readonly lastHeartbeat: string;
    readonly cpu: number;
    readonly load: readonly number[];
    readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
    readonly down: readonly {
      readonly service: string;
      readonly consumers: readonly string[];
      readonly state: string;
      readonly restarts: number;
      readonly reason: string;
    }[];
  }[];
  readonly services: readonly {
    readonly name: string;
    readonly nodes: readonly string[];
    readonly unpublished: number | null;
    readonly unpublishedSeconds: number | null;
  }[];
  readonly consumers: readonly {
    readonly service: string;
    readonly name: string;
    readonly node: string;
    readonly desiredProcesses: number;
    readonly actualProcesses: number;
    readonly paused: boolean;
    readonly lagRecords: number | null;
    readonly lagSeconds: number | null;
    readonly rate: number;
    readonly retries: number;
    readonly deadLetters: number;
    readonly parked: number | null;
    readonly fullPartitions: readonly { readonly topic: string; readonly partition: number }[];
    readonly p50: number | null;
    readonly p99: number | null;
    readonly problems: readonly string[];
  }[];
  readonly workers: readonly {
    readonly node: string;
    readonly service: string;
    readonly consumers: readonly string[];
    readonly pid: number;
    readonly state: string;
    readonly ageSeconds: number;
    readonly memoryBytes: number | null;
    readonly cpu: number | null;
    readonly recordsHandled: number;
    readonly partitions: readonly unknown[];
  }[];
}
