import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { servePeer } from '../../peer-process.ts';
import type { Work } from '../../work.ts';
import { createTopics } from '../raw/kafkajs.ts';
import { kafkaOptions, pattern } from './kafka-options.ts';

// Nest's own microservice over Kafka, as its documentation writes it.
await createTopics(pattern(), `${pattern()}.reply`);

class Works {
  handle({ id }: Work): object {
    return { id, ok: true };
  }
}
// Decorators without their syntax, which Node does not strip.
const method = Object.getOwnPropertyDescriptor(Works.prototype, 'handle') as PropertyDescriptor;
Payload()(Works.prototype, 'handle', 0);
MessagePattern(pattern())(Works.prototype, 'handle', method);
Controller()(Works);

class Root {}
Module({ controllers: [Works] })(Root);

const transport = { transport: Transport.KAFKA, options: kafkaOptions('server') };
const app = await NestFactory.createMicroservice(Root, { logger: false, ...transport });
await app.listen();
servePeer({});
