/** The file in the data folder that tells where its engine listens. There while one runs, or where one has broken off. */
export const engineFileName = 'engine.json';
