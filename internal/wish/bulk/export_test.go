package bulk

// Posts is the actor under the posts under which a list goes out.
var Posts = taking
