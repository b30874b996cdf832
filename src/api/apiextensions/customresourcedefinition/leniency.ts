/** What a definition that is there already has may stay, however wrong it would be in a new one. */
export interface Leniency {
  readonly schemasMayBeAbsent: boolean;
  readonly anyTypes: boolean;
  readonly anySchemas: boolean;
  readonly unprunedDefaults: boolean;
  readonly setsOfAnything: boolean;
  readonly mapKeysMayBeAbsent: boolean;
  readonly anyReviewVersions: boolean;
  readonly anyCertificates: boolean;
  /** Versions whose many selectable fields are as they were. */
  readonly manySelectableFields: ReadonlySet<string>;
  /** Versions whose schemas are as they were. */
  readonly unchangedSchemas: ReadonlySet<string>;
}

/** For a new definition: what calls its webhook is looked at when it is established. */
export const noLeniency: Leniency = {
  schemasMayBeAbsent: false,
  anyTypes: false,
  anySchemas: false,
  unprunedDefaults: false,
  setsOfAnything: false,
  mapKeysMayBeAbsent: false,
  anyReviewVersions: false,
  anyCertificates: true,
  manySelectableFields: new Set(),
  unchangedSchemas: new Set(),
};
