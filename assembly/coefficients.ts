// The numbers in the formulas of math: constants split in two so that a product with them is exact, and coefficients
// of polynomials. Compiled by AssemblyScript and by TypeScript from this one file, as layout.ts is.
//
// The minimax coefficients without a named source were found with the Remez algorithm in arithmetic of 160 bits and
// then rounded to the precision; `error` is the largest relative error of the polynomial itself.

// exp, float64: x = k · ln 2 / 128 + r
export const STEPS_PER_UNIT: number = 184.6649652337873; // 128 / ln 2
export const STEP_HIGH: number = 0.00541521234663378; // ln 2 / 128, upper 32 bits: k · STEP_HIGH is exact
export const STEP_LOW: number = 1.4907929134926466e-12; // ln 2 / 128 - STEP_HIGH

// exp, float32: x = k · ln 2 + r, e^r = 1 + r + r² · (EXP_0 + EXP_1 · r + …), |r| <= ln 2 / 2, error 3.1e-9
export const DOUBLINGS_PER_UNIT: number = 1.4426950216293335; // 1 / ln 2
export const LN2_HIGH_15: number = 0.693145751953125; // ln 2, upper 15 bits: k · LN2_HIGH_15 is exact
export const LN2_LOW_15: number = 0.0000014286067653301870; // ln 2 - LN2_HIGH_15
export const EXP_0: number = 0.4999999403953552;
export const EXP_1: number = 0.1666651964187622;
export const EXP_2: number = 0.04166839271783829;
export const EXP_3: number = 0.008368780836462975;
export const EXP_4: number = 0.0013814468402415514;

// log, float64: ln(1 + f) = f - f²/2 + s · (f²/2 + LOG_1 · s² + LOG_2 · s⁴ + …), s = f / (2 + f).
// Source: fdlibm, e_log.c (Sun Microsystems, 1993).
export const LN2_HIGH: number = 0.6931471803691238; // ln 2, upper 33 bits: k · LN2_HIGH is exact
export const LN2_LOW: number = 1.9082149292705877e-10; // ln 2 - LN2_HIGH
export const LOG_1: number = 0.6666666666666735;
export const LOG_2: number = 0.3999999999940942;
export const LOG_3: number = 0.2857142874366239;
export const LOG_4: number = 0.22222198432149784;
export const LOG_5: number = 0.1818357216161805;
export const LOG_6: number = 0.15313837699209373;
export const LOG_7: number = 0.14798198605116586;

// log, float32, the same series cut short.
// Source: FreeBSD's msun, e_logf.c.
export const LOG32_1: number = 0.6666666269302368;
export const LOG32_2: number = 0.40000972151756287;
export const LOG32_3: number = 0.2849878668785095;
export const LOG32_4: number = 0.24279078841209412;

// The upper tail of the normal distribution: for t >= 0 and p = t / (t + 4), from constant to highest power,
//   1 - Φ(t) = e^(-t²/2) / (t + 4) · Σ_i coefficient_i · pⁱ
// The quotient with e^(-t²/2) is smooth over the whole half-line and p brings that into [0, 1), so that one polynomial
// serves everywhere.
// Source of the form: Shepherd and Laframboise, Chebyshev approximation of (1 + 2x) exp(x²) erfc x (1981).

/** For float64, t <= 40, error 2.09e-17. */
export const NORMAL_TAIL: number[] = [
  2.0, -4.383076486422878, 5.233847027146151, -3.1923040529502638, 0.2953956553289782, 0.716033441175134,
  -0.12032453887718679, -0.21777426213105153, -0.0027164556103541717, 0.07529915712929189, 0.0012251878126129895,
  0.07657772987541994, -0.29377189080187677, 0.6716647074858494, -1.2994492271016527, 2.004150498313453,
  -2.4113769307727537, 2.2479071027107245, -1.5802416071430792, 0.7999574405546294, -0.2726485394041842,
  0.05570956447342324, -0.005141240381064027,
];

/** For float32, t <= 16, error 9.95e-9. */
export const NORMAL_TAIL_32: number[] = [
  2.0, -4.383080959320068, 5.23401403427124, -3.1948084831237793, 0.3147450089454651, 0.6294999122619629,
  0.11497998237609863, -0.6064934730529785, 0.36081039905548096, -0.0706951767206192,
];
