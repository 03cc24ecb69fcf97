export { channelOf, commandHeader, instructionSection, instructionText, layoutOf } from './command.ts';
export { answerDataNodes, commandDataNodes, commandKnowledge } from './commands-data.ts';
export { decodeInput, decodeLimit } from './decode-input.ts';
export {
  describeAs,
  describeBytes,
  inner,
  labelOf,
  mostNodes,
  noKnowledge,
  sceneOf,
  topOf,
} from './describe.ts';
export { es10FunctionOf, es10Nodes } from './es10-trees.ts';
export { type Body, bodyNodes, httpSection } from './json-trees.ts';
export { knowledge, sgp22 } from './knowledge.ts';
export { listed, type Said, saidText, say, spokenValue } from './said.ts';
export { joinedSource, type Piece, plainSource, type ShownBytes } from './source.ts';
export { statusWordMeaning, statusWordNode } from './status-word.ts';
