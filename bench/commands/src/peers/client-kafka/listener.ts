import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { logLevel } from 'kafkajs';

/** Listens to a topic with Nest's own microservice over Kafka, as its documentation writes it. */
export async function listen<T>(
  { brokers, group, topic }: { brokers: string[]; group: string; topic: string },
  handle: (value: T) => Promise<void>,
): Promise<void> {
  class Ticks {
    handle(value: T): Promise<void> {
      return handle(value);
    }
  }
  // Decorators without their syntax, which Node does not strip.
  const method = Object.getOwnPropertyDescriptor(Ticks.prototype, 'handle') as PropertyDescriptor;
  Payload()(Ticks.prototype, 'handle', 0);
  MessagePattern(topic)(Ticks.prototype, 'handle', method);
  Controller()(Ticks);
  class Root {}
  Module({ controllers: [Ticks] })(Root);
  const options = {
    client: { clientId: 'bench', brokers, logLevel: logLevel.NOTHING },
    consumer: { groupId: group, maxWaitTimeInMs: 100 },
    subscribe: { fromBeginning: true },
  };
  const transport = { transport: Transport.KAFKA, options };
  const app = await NestFactory.createMicroservice(Root, { logger: false, ...transport });
  await app.listen();
}
