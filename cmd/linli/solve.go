package main

// solveCmd are the solvers of solve/, on files.
type solveCmd struct {
	Ballot      solveBallotCmd      `cmd:"" help:"Count an election by a rule."`
	Recount     solveRecountCmd     `cmd:"" help:"Check the trace of a count by separate code."`
	BallotTable solveBallotTableCmd `cmd:"" help:"Count a folder of elections and compare with its reference records."`
	Siting      solveSitingCmd      `cmd:"" help:"Choose sites: p-median, p-centre or maximal covering."`
	Walk        solveWalkCmd        `cmd:"" help:"Find the quickest walk for an adult, an old person or a wheelchair."`
}
