export { preset, type ClientConfig } from './preset.js';
