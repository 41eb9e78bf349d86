import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { contenders } from './contenders.ts';

// A process of one contender: tells its address, then its CPU time whenever it is asked.
const name = process.argv[2] ?? '';
const contender = contenders[name];
if (contender === undefined) throw new Error(`no contender "${name}"`);

class Root {}
Module({ imports: [GraphQLModule.forRoot(contender.options())] })(Root);
const app = await NestFactory.create(Root, contender.adapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system });
});
process.on('disconnect', () => process.exit());
process.send?.({ url: `${await app.getUrl()}/graphql` });
