// Package triage learns from texts that people have sorted how they would sort the next one: a topic, a level, a unit; a label
// is any string. It suggests, with how sure it is and the words that decided.
//
// A text is its runs of one to three characters (no dictionary of words is needed, and none goes out of date), weighted by how
// seldom they are; those of the title count as well on their own. Each label has one linear model: a support vector machine with
// squared hinge loss, solved in the dual coordinate by coordinate (Hsieh, Chang, Lin, Keerthi, Sundararajan: A Dual Coordinate
// Descent Method for Large-scale Linear SVM, ICML 2008), over features scaled by their naive Bayes log-count ratios (Wang,
// Manning: Baselines and Bigrams, ACL 2012). Labels that are seldom weigh more. Scores become probabilities by one temperature
// (Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks, ICML 2017), fitted on examples that the model which
// scored them had not seen.
//
// Nothing of a single person's text can be read out of a model: runs that fewer than Options.Least different people have
// written are not part of it, digits are all the same digit, and what is kept are weights, never texts.
package triage
