// A recruiter is shown members, beside a job or in a project.
// access: write
// returns: none
// visibility: none, because what is shown was decided on before
// param $values: MAP  properties
CREATE (w:HiringView)
SET w = $values
