package app

// Demonstrate is the demonstration with what a test adds to its configuration.
var Demonstrate = demonstrate
