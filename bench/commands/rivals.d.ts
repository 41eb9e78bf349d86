// What the bench uses of packages that only its own install brings: the workspace's type check does
// not need them to be there.
declare module '@nestjs/microservices' {
  export const Transport: { readonly KAFKA: number };
  export function MessagePattern(pattern: string): MethodDecorator;
  export function Payload(): ParameterDecorator;
  export interface KafkaClient {
    subscribeToResponseOf(pattern: string): void;
    connect(): Promise<unknown>;
    send(pattern: string, record: object): import('rxjs').Observable<unknown>;
  }
  export const ClientProxyFactory: {
    create(options: { readonly transport: number; readonly options: object }): KafkaClient;
  };
}
declare module '@platformatic/kafka' {
  export const stringSerializers: object;
  export const stringDeserializers: object;
  export class Producer {
    constructor(options: object);
    send(options: {
      readonly messages: readonly { topic: string; key: string; value: string }[];
      readonly acks: number;
    }): Promise<unknown>;
  }
  export interface Message {
    readonly key: string;
    readonly value: string;
  }
  export class Consumer {
    constructor(options: object);
    consume(options: object): Promise<AsyncIterable<Message> & NodeJS.EventEmitter>;
  }
}
