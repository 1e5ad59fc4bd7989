//! How sure an attribution is, by its rule and by the chance that ranking and resolution give it:
//! schema/weights/confidence.tsv, a logistic curve of one slope, shifted for each rule.

use super::linear::BadWeights;

/// The curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    slope: f32,
    /// Shifts by rule.
    shifts: Vec<(Box<str>, f32)>,
}

impl Default for Calibration {
    /// The curve that changes nothing.
    fn default() -> Self {
        Self { slope: 1.0, shifts: Vec::new() }
    }
}

/// Chances nearer to 0 and 1 than this are never given.
const EDGE: f32 = 0.005;

/// Log of the odds of a chance.
fn odds(chance: f32) -> f32 {
    let chance = chance.clamp(EDGE, 1.0 - EDGE);
    (chance / (1.0 - chance)).ln()
}

impl Calibration {
    /// Reads the curve: `slope`, then its number; `shift`, a rule and its number; set apart by
    /// tabs, `#` begins a comment.
    ///
    /// # Errors
    /// A line of another form.
    pub fn parse(text: &str) -> Result<Self, BadWeights> {
        let mut curve = Self::default();
        for (nth, line) in text.lines().enumerate() {
            let parts: Vec<&str> = line.split('\t').collect();
            let number = parts.last().and_then(|number| number.parse().ok());
            match (&parts[..], number) {
                ([comment], _) if comment.is_empty() || comment.starts_with('#') => {}
                (["slope", _], Some(slope)) => curve.slope = slope,
                (["shift", rule, _], Some(shift)) => curve.shifts.push(((*rule).into(), shift)),
                _ => {
                    let message = format!("neither slope nor shift: `{line}`");
                    return Err(BadWeights { line: nth + 1, message });
                }
            }
        }
        Ok(curve)
    }

    fn shift(&self, rule: &str) -> f32 {
        self.shifts.iter().find(|(name, _)| **name == *rule).map_or(0.0, |(_, shift)| *shift)
    }

    /// The confidence in an attribution of this rule and chance.
    #[must_use]
    pub fn confidence(&self, rule: &str, chance: f32) -> f32 {
        1.0 / (1.0 + (-self.slope * odds(chance) - self.shift(rule)).exp())
    }

    /// Log of the odds that this confidence was made of, for the program that fits the curve.
    #[must_use]
    pub fn source(&self, rule: &str, confidence: f32) -> f32 {
        (odds(confidence) - self.shift(rule)) / self.slope
    }
}

#[cfg(test)]
mod tests {
    use super::Calibration;

    #[test]
    fn a_curve_rises_and_can_be_undone() {
        let curve = Calibration::parse("# numbers\nslope\t1.5\nshift\tname\t0.5\n").unwrap();
        assert!(curve.confidence("name", 0.8) > curve.confidence("name", 0.7));
        assert!(curve.confidence("name", 0.8) > curve.confidence("pronoun", 0.8));
        let undone = curve.source("name", curve.confidence("name", 0.8));
        assert!((undone - 4.0_f32.ln()).abs() < 1e-3, "{undone}");
        assert!(Calibration::parse("tilt\t2\n").is_err());
    }
}
