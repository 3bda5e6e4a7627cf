package main

// solveCmd are the solvers of solve/, on files.
type solveCmd struct {
	Ballot      solveBallotCmd      `cmd:"" help:"Count an election by a rule."`
	Recount     solveRecountCmd     `cmd:"" help:"Check the trace of a count by separate code."`
	BallotTable solveBallotTableCmd `cmd:"" help:"Count a folder of elections and compare with its reference records."`
	Siting      solveSitingCmd      `cmd:"" help:"Choose sites: p-median, p-centre or maximal covering."`
	SitingTable solveSitingTableCmd `cmd:"" help:"Solve a folder of siting questions and compare with the best answers known."`
	Visit       solveVisitCmd       `cmd:"" help:"Plan a day of home visits: who goes to whom, when and on which way."`
	VisitTable  solveVisitTableCmd  `cmd:"" help:"Plan a folder of days of home visits and compare with the best plans known."`
	Walk        solveWalkCmd        `cmd:"" help:"Find the quickest walk for an adult, an old person or a wheelchair."`
	Triage      solveTriageCmd      `cmd:"" help:"Learn to sort texts and judge it by texts left out, beside naive Bayes."`
}
