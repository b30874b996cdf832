/** A number as Go's `%v` writes it: whole ones are int64, all others float64. */
export function goNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value).toString() : goFloat(value);
}

/** A float64 as Go's `%v` writes it: with an exponent from 1e+06 on and below 0.0001. Source: Go strconv FormatFloat 'g', shortest. */
export function goFloat(value: number): string {
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  // JavaScript itself writes out everything between these two.
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
