"""The security table of the platform: one line per URL and method. A URL without a line fails.

What a person may not see answers 404, what they may see but not do 403; who is not logged in is
sent to the login. A method that is not listed is refused to everybody (405).

The columns: anonymous; newcomer (no partner); applicant (its partner waits for approval); viewer,
editor and owner of the partner that the rows belong to; stranger (owner of a federation of another
city, which has registered a member in this one on its behalf); viewer, editor and manager of the
city; manager of another city; operator (who works through /admin/ and has no desk but the policies
of the matching and the lists of partners).
"""

from typing import Any

from tests.portal.roles import World

GRID = """
url method                                    anon  new   appl  view  edit  own   strg  c-vw  c-ed  c-mg  othr  oper
api:api_unknown                          GET  404   404   404   404   404   404   404   404   404   404   404   404
api:agreements_detail                    GET  200   200   200   200   200   200   200   200   200   200   200   200
api:agreements_list                      GET  200   200   200   200   200   200   200   200   200   200   200   200
api:challenges_detail                    GET  200   200   200   200   200   200   200   200   200   200   200   200
api:challenges_list                      GET  200   200   200   200   200   200   200   200   200   200   200   200
api:events_detail                        GET  200   200   200   200   200   200   200   200   200   200   200   200
api:events_list                          GET  200   200   200   200   200   200   200   200   200   200   200   200
api:fields_detail                        GET  200   200   200   200   200   200   200   200   200   200   200   200
api:fields_list                          GET  200   200   200   200   200   200   200   200   200   200   200   200
api:goals_detail                         GET  200   200   200   200   200   200   200   200   200   200   200   200
api:goals_list                           GET  200   200   200   200   200   200   200   200   200   200   200   200
api:insights_demand                      GET  200   200   200   200   200   200   200   200   200   200   200   200
api:insights_funnel                      GET  200   200   200   200   200   200   200   200   200   200   200   200
api:insights_network                     GET  200   200   200   200   200   200   200   200   200   200   200   200
api:insights_times                       GET  200   200   200   200   200   200   200   200   200   200   200   200
api:listings_detail                      GET  200   200   200   200   200   200   200   200   200   200   200   200
api:listings_list                        GET  200   200   200   200   200   200   200   200   200   200   200   200
api:municipalities_detail                GET  200   200   200   200   200   200   200   200   200   200   200   200
api:municipalities_list                  GET  200   200   200   200   200   200   200   200   200   200   200   200
api:partner-types_detail                 GET  200   200   200   200   200   200   200   200   200   200   200   200
api:partner-types_list                   GET  200   200   200   200   200   200   200   200   200   200   200   200
api:partners_detail                      GET  200   200   200   200   200   200   200   200   200   200   200   200
api:partners_list                        GET  200   200   200   200   200   200   200   200   200   200   200   200
api:projects_detail                      GET  200   200   200   200   200   200   200   200   200   200   200   200
api:projects_list                        GET  200   200   200   200   200   200   200   200   200   200   200   200
api:reports_detail                       GET  200   200   200   200   200   200   200   200   200   200   200   200
api:reports_list                         GET  200   200   200   200   200   200   200   200   200   200   200   200
api:resource-kinds_detail                GET  200   200   200   200   200   200   200   200   200   200   200   200
api:resource-kinds_list                  GET  200   200   200   200   200   200   200   200   200   200   200   200
api:sectors_detail                       GET  200   200   200   200   200   200   200   200   200   200   200   200
api:sectors_list                         GET  200   200   200   200   200   200   200   200   200   200   200   200
api:visions_detail                       GET  200   200   200   200   200   200   200   200   200   200   200   200
api:visions_list                         GET  200   200   200   200   200   200   200   200   200   200   200   200
challenges:calendar_page                 GET  login 200   200   200   200   200   200   200   200   200   200   200
challenges:call_check                    GET  login 404   404   404   404   404   404   200   200   200   404   200
challenges:call_create                   GET  login 403   403   403   200   200   200   403   403   403   403   403
challenges:call_create                   POST login 403   403   403   200   200   200   403   403   403   403   403
challenges:call_create_confirm           GET  login 403   403   403   302   302   302   403   403   403   403   403
challenges:call_create_confirm           POST login 403   403   403   302   302   302   403   403   403   403   403
challenges:call_edit                     GET  login 404   404   403   200   200   404   404   404   404   404   404
challenges:call_edit                     POST login 404   404   403   200   200   404   404   404   404   404   404
challenges:call_edit_confirm             GET  login 404   404   403   302   302   404   404   404   404   404   404
challenges:call_edit_confirm             POST login 404   404   403   302   302   404   404   404   404   404   404
challenges:call_list                     GET  login 200   200   200   200   200   200   200   200   200   200   200
challenges:call_publish                  POST login 404   404   404   404   404   404   403   403   302   404   302
challenges:call_queue                    GET  login 404   404   404   404   404   404   200   200   200   200   200
challenges:call_return                   POST login 404   404   404   404   404   404   403   403   200   404   200
challenges:call_step                     POST login 404   404   403   302   302   404   404   404   404   404   404
challenges:call_tell                     GET  login 404   404   403   200   200   404   404   404   404   404   404
challenges:call_tell                     POST login 404   404   403   200   200   404   404   404   404   404   404
challenges:call_workplace                GET  login 404   404   200   200   200   404   404   404   404   404   404
challenges:challenge_ask_review          POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_calendar            GET  200   200   200   200   200   200   200   200   200   200   200   200
challenges:challenge_cancel              GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:challenge_cancel              POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:challenge_close               GET  login 404   404   404   404   404   404   403   403   200   404   404
challenges:challenge_close               POST login 404   404   404   404   404   404   403   403   200   404   404
challenges:challenge_complete            GET  login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_complete            POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:challenge_copy                POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_create              GET  login 404   404   404   404   404   404   403   200   200   200   404
challenges:challenge_create              POST login 404   404   404   404   404   404   403   200   200   200   404
challenges:challenge_create_confirm      GET  login 404   404   404   404   404   404   403   302   302   302   404
challenges:challenge_create_confirm      POST login 404   404   404   404   404   404   403   302   302   302   404
challenges:challenge_decide              GET  login 404   404   404   404   404   404   403   403   302   404   404
challenges:challenge_decide              POST login 404   404   404   404   404   404   403   403   200   404   404
challenges:challenge_desk                GET  login 404   404   404   404   404   404   200   200   200   404   404
challenges:challenge_detail              GET  200   200   200   200   200   200   200   200   200   200   200   200
challenges:challenge_edit                GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:challenge_edit                POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:challenge_edit_confirm        GET  login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_edit_confirm        POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_edit_preview        GET  login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_extend              GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:challenge_extend              POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:challenge_follow              POST login 302   302   302   302   302   302   302   302   302   302   302
challenges:challenge_invite              POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_list                GET  200   200   200   200   200   200   200   200   200   200   200   200
challenges:challenge_notes               GET  login 404   404   404   404   404   404   200   200   200   404   404
challenges:challenge_notes               POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:challenge_new_preview         GET  login 404   404   404   404   404   404   403   302   302   302   404
challenges:challenge_open                POST login 404   404   404   404   404   404   403   403   302   404   404
challenges:challenge_queue               GET  login 404   404   404   404   404   404   200   200   200   200   404
challenges:challenge_reopen              POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_return              GET  login 404   404   404   404   404   404   403   403   302   404   404
challenges:challenge_return              POST login 404   404   404   404   404   404   403   403   200   404   404
challenges:challenge_retell              GET  login 404   404   404   404   404   404   403   403   302   404   404
challenges:challenge_retell              POST login 404   404   404   404   404   404   403   403   302   404   404
challenges:challenge_select              POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_start               POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:challenge_take_back           POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:joint_answer                  GET  login 404   404   404   404   404   200   404   404   404   404   404
challenges:joint_answer                  POST login 404   404   404   404   404   200   404   404   404   404   404
challenges:joint_leave                   POST login 404   404   404   404   404   302   404   404   404   404   404
challenges:joint_take_out                POST login 404   404   403   302   302   404   404   404   404   404   404
challenges:conflict_lift                 POST login 404   404   404   404   404   404   403   403   302   404   404
challenges:criteria_edit                 GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:criteria_edit                 POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:message_file                  GET  login 404   404   200   200   200   404   200   200   200   404   404
challenges:my_proposals                  GET  login 200   200   200   200   200   200   200   200   200   200   200
challenges:project_start                 POST login 404   404   403   302   302   404   403   302   302   404   404
challenges:followed_calendar             GET  200   200   200   200   200   200   200   200   200   200   200   200
challenges:free_confirm                  GET  login 403   403   403   302   302   302   403   403   403   403   403
challenges:free_confirm                  POST login 403   403   403   302   302   302   403   403   403   403   403
challenges:free_create                   GET  login 403   403   403   200   200   200   403   403   403   403   403
challenges:free_create                   POST login 403   403   403   200   200   200   403   403   403   403   403
challenges:free_list                     GET  200   200   200   200   200   200   200   200   200   200   200   200
challenges:free_rule                     GET  login 404   404   404   404   404   404   200   200   200   200   404
challenges:free_rule                     POST login 404   404   404   404   404   404   403   403   302   302   404
challenges:invitation_stop               GET  200   200   200   200   200   200   200   200   200   200   200   200
challenges:invitation_stop               POST 200   200   200   200   200   200   200   200   200   200   200   200
challenges:offer_confirm                 GET  login 404   404   404   404   404   404   403   302   302   302   404
challenges:offer_confirm                 POST login 404   404   404   404   404   404   403   302   302   302   404
challenges:offer_create                  GET  login 404   404   404   404   404   404   403   200   200   200   404
challenges:offer_create                  POST login 404   404   404   404   404   404   403   200   200   200   404
challenges:offer_detail                  GET  login 404   404   200   200   200   404   404   404   404   200   404
challenges:offer_done                    GET  login 404   404   404   404   404   404   404   404   404   200   404
challenges:offer_reply                   GET  login 404   404   403   200   200   404   404   404   404   404   404
challenges:offer_reply                   POST login 404   404   403   200   200   404   404   404   404   404   404
challenges:offer_withdraw                POST login 404   404   404   404   404   404   404   404   404   302   404
challenges:proposal_accept               GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:proposal_accept               POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:proposal_calendar             GET  login 404   404   200   200   200   404   200   200   200   404   404
challenges:proposal_confirm              GET  login 403   403   403   302   302   302   403   403   403   403   403
challenges:proposal_confirm              POST login 403   403   403   302   302   302   403   403   403   403   403
challenges:proposal_create               GET  login 403   403   403   200   200   200   403   403   403   403   403
challenges:proposal_create               POST login 403   403   403   200   200   200   403   403   403   403   403
challenges:proposal_decline              GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:proposal_decline              POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:proposal_detail               GET  login 404   404   200   200   200   404   200   200   200   404   404
challenges:proposal_done                 GET  login 404   404   200   200   200   404   404   404   404   404   404
challenges:proposal_draft                GET  login 404   404   200   200   200   200   404   404   404   404   404
challenges:proposal_draft_both           GET  login 404   404   403   200   302   403   404   404   404   404   404
challenges:proposal_draft_both           POST login 404   404   403   409   302   403   404   404   404   404   404
challenges:proposal_file                 GET  login 404   404   200   200   200   404   200   200   200   404   404
challenges:proposal_openings             GET  login 404   404   403   200   200   404   403   403   200   404   404
challenges:proposal_partners             GET  login 404   404   403   200   200   403   404   404   404   404   404
challenges:proposal_partners             POST login 404   404   403   200   200   403   404   404   404   404   404
challenges:proposal_print                GET  login 404   404   200   200   200   404   200   200   200   404   404
challenges:proposal_messages             GET  login 404   404   200   200   200   404   200   200   200   404   404
challenges:proposal_messages             POST login 404   404   403   200   200   404   403   200   200   404   404
challenges:proposal_notes                GET  login 404   404   404   404   404   404   200   200   200   404   404
challenges:proposal_notes                POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:proposal_queue                GET  login 404   404   404   404   404   404   200   200   200   200   404
challenges:proposal_revise               GET  login 404   404   403   200   200   404   404   404   404   404   404
challenges:proposal_revise               POST login 404   404   403   200   200   404   404   404   404   404   404
challenges:proposal_revise_confirm       GET  login 404   404   403   200   200   404   404   404   404   404   404
challenges:proposal_revise_confirm       POST login 404   404   403   302   302   404   404   404   404   404   404
challenges:proposal_interview            GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:proposal_interview            POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:proposal_score                GET  login 404   404   404   404   404   404   200   403   403   404   404
challenges:proposal_score                POST login 404   404   404   404   404   404   200   403   403   404   404
challenges:proposal_screen               POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:proposal_version              GET  login 404   404   200   200   200   404   200   200   200   404   404
challenges:proposal_withdraw             POST login 404   404   403   302   302   404   404   404   404   404   404
challenges:question_answer               GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:question_answer               POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:question_ask                  GET  login 200   200   200   200   200   200   200   200   200   200   200
challenges:question_ask                  POST login 200   200   200   200   200   200   200   200   200   200   200
challenges:question_queue                GET  login 404   404   404   404   404   404   200   200   200   200   404
challenges:reviewers_edit                GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:reviewers_edit                POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:screening_board               GET  login 404   404   404   404   404   404   200   200   200   404   404
challenges:screening_close               POST login 404   404   404   404   404   404   403   403   302   404   404
challenges:screening_export              POST login 404   404   404   404   404   404   403   200   200   404   404
challenges:screening_print               GET  login 404   404   404   404   404   404   200   200   200   404   404
challenges:task_assign                   GET  login 404   404   404   404   404   404   403   200   200   404   404
challenges:task_assign                   POST login 404   404   404   404   404   404   403   302   302   404   404
challenges:unanswered_list               GET  login 404   404   404   404   404   404   200   200   200   200   404
events:event_announce                    POST login 404   404   404   404   404   404   403   302   302   404   404
events:event_cancel                      GET  login 404   404   404   404   404   404   403   200   200   404   404
events:event_cancel                      POST login 404   404   404   404   404   404   403   200   200   404   404
events:event_detail                      GET  200   200   200   200   200   200   200   200   200   200   200   200
events:event_list                        GET  200   200   200   200   200   200   200   200   200   200   200   200
events:event_create                      GET  login 404   404   404   404   404   404   403   200   200   200   404
events:event_create                      POST login 404   404   404   404   404   404   403   200   200   200   404
events:event_create_confirm              GET  login 404   404   404   404   404   404   403   302   302   302   404
events:event_create_confirm              POST login 404   404   404   404   404   404   403   302   302   302   404
events:event_edit                        GET  login 404   404   404   404   404   404   403   200   200   404   404
events:event_edit                        POST login 404   404   404   404   404   404   403   200   200   404   404
events:event_edit_confirm                GET  login 404   404   404   404   404   404   403   302   302   404   404
events:event_edit_confirm                POST login 404   404   404   404   404   404   403   302   302   404   404
events:event_copy                        POST login 404   404   404   404   404   404   403   302   302   404   404
events:programme_edit                    GET  login 404   404   404   404   404   404   403   200   200   404   404
events:programme_edit                    POST login 404   404   404   404   404   404   403   200   200   404   404
events:duties_edit                       GET  login 404   404   404   404   404   404   403   200   200   404   404
events:duties_edit                       POST login 404   404   404   404   404   404   403   200   200   404   404
events:table_list                        GET  login 404   404   404   404   404   404   403   200   200   404   404
events:table_create                      GET  login 404   404   404   404   404   404   403   200   200   404   404
events:table_create                      POST login 404   404   404   404   404   404   403   200   200   404   404
events:table_edit                        GET  login 404   404   404   404   404   404   403   200   200   404   404
events:table_edit                        POST login 404   404   404   404   404   404   403   200   200   404   404
events:table_remove                      POST login 404   404   404   404   404   404   403   302   302   404   404
events:event_invite                      GET  login 404   404   404   404   404   404   403   200   200   404   404
events:event_invite                      POST login 404   404   404   404   404   404   403   200   200   404   404
events:guest_register                    GET  login 404   404   404   404   404   404   403   200   200   404   404
events:guest_register                    POST login 404   404   404   404   404   404   403   200   200   404   404
events:guest_cancel                      GET  login 404   404   404   404   404   404   403   200   200   404   404
events:guest_cancel                      POST login 404   404   404   404   404   404   403   302   302   404   404
events:guest_change                      GET  login 404   404   404   404   404   404   403   200   200   404   404
events:guest_change                      POST login 404   404   404   404   404   404   403   200   200   404   404
events:registration_change               GET  login 404   404   404   200   404   404   404   404   404   404   404
events:registration_change               POST login 404   404   404   200   404   404   404   404   404   404   404
events:event_poster                      GET  200   200   200   200   200   200   200   200   200   200   200   200
events:event_calendar                    GET  200   200   200   200   200   200   200   200   200   200   200   200
events:event_list_calendar               GET  200   200   200   200   200   200   200   200   200   200   200   200
events:cancel_link                       GET  200   200   200   200   200   200   200   200   200   200   200   200
events:cancel_link                       POST 302   302   302   302   302   302   302   302   302   302   302   302
events:event_participants                GET  login 404   404   404   404   404   404   200   200   200   404   404
events:event_queue                       GET  login 404   404   404   404   404   404   200   200   200   200   404
events:event_register                    GET  login 403   403   200   302   200   200   403   403   403   403   403
events:event_register                    POST login 403   403   200   302   200   200   403   403   403   403   403
events:event_register_confirm            GET  login 403   403   302   302   302   302   403   403   403   403   403
events:event_register_confirm            POST login 403   403   302   302   302   302   403   403   403   403   403
events:event_registered                  GET  login 404   404   404   200   404   404   404   404   404   404   404
events:event_tables                      GET  200   200   200   200   200   200   200   200   200   200   200   200
events:arrival                           GET  login 404   404   404   404   404   404   403   200   200   404   404
events:arrival_check_in                  POST login 404   404   404   404   404   404   403   302   302   404   404
events:arrival_seat                      POST login 404   404   404   404   404   404   403   302   302   404   404
events:arrival_table                     POST login 404   404   404   404   404   404   403   302   302   404   404
events:arrival_undo                      POST login 404   404   404   404   404   404   403   302   302   404   404
events:arrival_wrong                     POST login 404   404   404   404   404   404   403   302   302   404   404
events:event_badges                      GET  login 404   404   404   404   404   404   200   200   200   404   404
events:event_now                         GET  login 302   302   302   200   302   302   200   200   200   302   302
events:event_signs                       GET  login 404   404   404   404   404   404   200   200   200   404   404
events:my_pitches                        GET  login 200   200   200   200   200   200   200   200   200   200   200
events:pitch_apply                       GET  login 403   403   403   200   200   302   403   403   403   403   403
events:pitch_apply                       POST login 403   403   403   200   200   302   403   403   403   403   403
events:pitch_apply_confirm               GET  login 403   403   403   302   302   302   403   403   403   403   403
events:pitch_apply_confirm               POST login 403   403   403   302   302   302   403   403   403   403   403
events:pitch_choose                      POST login 404   404   404   404   404   404   403   302   302   404   404
events:pitch_decline                     GET  login 404   404   404   404   404   404   403   200   200   404   404
events:pitch_decline                     POST login 404   404   404   404   404   404   403   200   200   404   404
events:pitch_detail                      GET  200   200   200   200   200   200   200   200   200   200   200   200
events:pitch_done                        GET  login 404   404   404   404   404   200   404   404   404   404   404
events:pitch_edit                        GET  login 403   403   403   403   403   200   403   403   403   403   403
events:pitch_edit                        POST login 403   403   403   403   403   200   403   403   403   403   403
events:pitch_edit_confirm                GET  login 403   403   403   403   403   302   403   403   403   403   403
events:pitch_edit_confirm                POST login 403   403   403   403   403   302   403   403   403   403   403
events:pitch_end                         POST login 404   404   404   404   404   404   403   302   302   404   404
events:pitch_help                        POST login 403   403   403   302   403   403   403   403   403   403   403
events:pitch_help_back                   POST login 403   403   403   302   403   403   403   403   403   403   403
events:pitch_order                       POST login 404   404   404   404   404   404   403   302   302   404   404
events:pitch_queue                       GET  login 404   404   404   404   404   404   200   200   200   404   404
events:pitch_slides                      GET  login 403   403   403   200   403   200   200   200   200   403   403
events:pitch_start                       POST login 404   404   404   404   404   404   403   302   302   404   404
events:pitch_take_back                   POST login 404   404   404   404   404   404   403   302   302   404   404
events:pitch_timer                       GET  login 404   404   404   404   404   404   200   200   200   404   404
events:pitch_withdraw                    POST login 403   403   403   403   403   302   403   403   403   403   403
events:reception                         GET  login 404   404   404   404   404   404   403   200   200   404   404
events:reception_list                    GET  login 404   404   404   404   404   404   403   200   200   404   404
events:reception_sync                    POST login 404   404   404   404   404   404   403   400   400   404   404
events:reception_worker                  GET  login 404   404   404   404   404   404   403   200   200   404   404
events:timer_state                       GET  login 404   404   404   404   404   404   200   200   200   404   404
events:walk_in                           GET  login 404   404   404   404   404   404   403   200   200   404   404
events:walk_in                           POST login 404   404   404   404   404   404   403   200   200   404   404
events:my_registrations                  GET  login 200   200   200   200   200   200   200   200   200   200   200
events:registration_cancel               POST login 404   404   404   302   404   404   404   404   404   404   404
events:event_notes                       GET  200   200   200   200   200   200   200   200   200   200   200   200
events:event_seating                     GET  login 404   404   404   404   404   404   200   200   200   404   404
events:note_edit                         GET  login 404   404   404   200   404   404   404   404   404   404   404
events:note_edit                         POST login 404   404   404   200   404   404   404   404   404   404   404
events:note_step                         POST login 404   404   404   302   404   404   403   302   302   404   404
events:note_write                        POST login 404   404   404   200   404   404   403   200   200   404   404
events:notes_agree                       POST login 404   404   404   403   404   404   403   302   302   404   404
events:seating_change                    POST login 404   404   404   404   404   404   403   302   302   404   404
events:seating_person                    GET  login 404   404   404   404   404   404   403   200   200   404   404
events:seating_print                     GET  login 404   404   404   404   404   404   200   200   200   404   404
events:seating_step                      POST login 404   404   404   404   404   404   403   302   302   404   404
events:table_notes                       GET  login 404   404   404   200   404   404   200   200   200   404   404
events:my_follow_ups                     GET  login 200   200   200   200   200   200   200   200   200   200   200
events:follow_up_create                  GET  login 404   404   404   200   404   200   404   404   404   404   404
events:follow_up_create                  POST login 404   404   404   200   404   200   404   404   404   404   404
events:follow_up_detail                  GET  login 404   404   404   200   404   200   200   200   200   404   404
events:follow_up_change                  GET  login 404   404   404   200   404   403   403   403   403   404   404
events:follow_up_change                  POST login 404   404   404   200   404   403   403   403   403   404   404
events:follow_up_finish                  GET  login 404   404   404   200   404   403   403   403   403   404   404
events:follow_up_finish                  POST login 404   404   404   200   404   403   403   403   403   404   404
events:follow_up_hand_over               POST login 404   404   404   302   404   403   403   403   403   404   404
events:follow_up_let_go                  POST login 404   404   404   302   404   403   403   403   403   404   404
events:follow_up_take_up                 POST login 404   404   404   302   404   403   403   403   403   404   404
events:follow_up_introduce               GET  login 404   404   404   200   404   403   403   403   403   404   404
events:follow_up_introduce               POST login 404   404   404   200   404   403   403   403   403   404   404
events:follow_up_queue                   GET  login 404   404   404   404   404   404   200   200   200   404   404
events:again_list                        GET  login 404   404   404   200   404   200   404   404   404   404   404
events:again_wish                        GET  login 404   404   404   200   404   200   404   404   404   404   404
events:again_wish                        POST login 404   404   404   302   404   302   404   404   404   404   404
events:again_take_back                   POST login 404   404   404   302   404   404   404   404   404   404   404
events:again_queue                       GET  login 404   404   404   404   404   404   403   200   200   404   404
events:questionnaire                     GET  login 404   404   404   200   404   200   404   404   404   404   404
events:questionnaire                     POST login 404   404   404   200   404   200   404   404   404   404   404
events:questionnaire_results             GET  login 404   404   404   404   404   404   200   200   200   404   404
events:topic_list                        GET  200   200   200   200   200   200   200   200   200   200   200   200
events:topic_put                         GET  login 200   200   200   200   200   200   200   200   200   200   200
events:topic_put                         POST login 200   200   200   200   200   200   200   200   200   200   200
events:topic_detail                      GET  login 200   404   404   404   404   404   404   404   404   404   404
events:topic_take_back                   POST login 302   404   404   404   404   404   404   404   404   404   404
events:topic_make_need                   POST login 302   404   404   404   404   404   404   404   404   404   404
events:topic_make_private                POST login 302   404   404   404   404   404   404   404   404   404   404
events:topic_show                        POST login 404   404   404   404   404   404   403   302   302   404   404
events:topic_queue                       GET  login 404   404   404   404   404   404   200   200   200   404   404
events:topic_answer                      GET  login 404   404   404   404   404   404   403   200   200   404   404
events:topic_answer                      POST login 404   404   404   404   404   404   403   200   200   404   404
events:topic_answer_live                 POST login 404   404   404   404   404   404   403   302   302   404   404
events:report_list                       GET  200   200   200   200   200   200   200   200   200   200   200   200
events:report_feed                       GET  200   200   200   200   200   200   200   200   200   200   200   200
events:report_month                      GET  200   200   200   200   200   200   200   200   200   200   200   200
events:report_tag                        GET  200   200   200   200   200   200   200   200   200   200   200   200
events:report_photo                      GET  200   200   200   200   200   200   200   200   200   200   200   200
events:report_detail                     GET  200   200   200   200   200   200   200   200   200   200   200   200
events:report_desk                       GET  login 404   404   404   404   404   404   200   200   200   404   404
events:report_begin                      POST login 404   404   404   404   404   404   403   302   302   404   404
events:report_edit                       GET  login 404   404   404   404   404   404   403   200   200   404   404
events:report_edit                       POST login 404   404   404   404   404   404   403   200   200   404   404
events:report_edit_confirm               GET  login 404   404   404   404   404   404   403   302   302   404   404
events:report_edit_confirm               POST login 404   404   404   404   404   404   403   302   302   404   404
events:report_publish                    POST login 404   404   404   404   404   404   403   302   302   404   404
events:report_unpublish                  POST login 404   404   404   404   404   404   403   302   302   404   404
events:report_photos                     GET  login 404   404   404   404   404   404   403   200   200   404   404
events:report_photos                     POST login 404   404   404   404   404   404   403   200   200   404   404
events:report_photo_remove               POST login 404   404   404   404   404   404   403   302   302   404   404
events:event_effect                      GET  login 404   404   404   404   404   404   200   200   200   404   404
matching:challenge_comparison            GET  login 404   404   200   200   200   200   200   200   200   404   404
matching:challenge_feedback              GET  login 404   404   403   403   403   403   403   200   200   404   404
matching:challenge_feedback              POST login 404   404   403   403   403   403   403   200   200   404   404
matching:challenge_suggestions           GET  login 404   404   200   200   200   200   200   200   200   404   404
matching:hints                           POST login 403   403   403   200   200   200   403   403   403   403   403
matching:introduction_follow_up          GET  200   200   200   200   200   200   200   200   200   200   200   200
matching:introduction_follow_up          POST 200   200   200   200   200   200   200   200   200   200   200   200
matching:introduction_reply              GET  200   200   200   200   200   200   200   200   200   200   200   200
matching:introduction_reply              POST 200   200   200   200   200   200   200   200   200   200   200   200
matching:introduction_answer             POST login 404   404   403   200   200   200   404   404   404   404   404
matching:introduction_ask                GET  login 404   404   403   200   200   404   404   404   404   404   404
matching:introduction_ask                POST login 404   404   403   200   200   404   404   404   404   404   404
matching:introduction_detail             GET  login 404   404   200   200   200   200   404   404   404   404   404
matching:introduction_list               GET  login 404   200   200   200   200   200   404   404   404   404   404
matching:introduction_met                POST login 404   404   403   302   302   302   404   404   404   404   404
matching:introduction_outcome            GET  login 404   404   403   200   200   404   404   404   404   404   404
matching:introduction_outcome            POST login 404   404   403   200   200   404   404   404   404   404   404
matching:introduction_resume             POST login 404   302   403   302   302   302   404   404   404   404   404
matching:introduction_settings           GET  login 404   200   403   200   200   200   404   404   404   404   404
matching:introduction_settings           POST login 404   302   403   302   302   302   404   404   404   404   404
matching:introduction_withdraw           POST login 404   404   403   302   302   403   404   404   404   404   404
matching:listing_comparison              GET  login 404   404   200   200   200   404   200   200   200   404   404
matching:listing_feedback                GET  login 404   404   403   200   200   404   403   403   403   404   404
matching:listing_feedback                POST login 404   404   403   200   200   404   403   403   403   404   404
matching:listing_suggestions             GET  login 404   404   200   200   200   404   200   200   200   404   404
matching:partner_block                   GET  login 404   200   403   200   200   200   404   404   404   404   404
matching:partner_block                   POST login 404   302   403   302   302   302   404   404   404   404   404
matching:partner_unblock                 POST login 404   302   403   302   302   302   404   404   404   404   404
matching:introduction_board              GET  login 404   404   404   404   404   200   200   200   200   200   404
matching:introduction_export             POST login 404   404   404   404   404   200   403   200   200   200   404
matching:introduction_forward            GET  login 404   404   404   404   404   404   403   200   200   403   404
matching:introduction_forward            POST login 404   404   404   404   404   404   403   302   302   403   404
matching:introduction_propose            GET  login 404   404   404   404   404   200   403   200   200   200   404
matching:introduction_refuse             GET  login 404   404   404   404   404   404   403   200   200   403   404
matching:introduction_refuse             POST login 404   404   404   404   404   404   403   200   200   403   404
matching:introduction_send               GET  login 404   404   404   404   404   302   403   302   302   302   404
matching:introduction_send               POST login 404   404   404   404   404   302   403   302   302   302   404
matching:needs_unmatched                 GET  login 404   404   404   404   404   200   200   200   200   200   404
matching:seeds_unasked                   GET  login 404   404   404   404   404   200   200   200   200   200   404
matching:policy                          GET  login 404   404   404   404   404   404   200   200   200   200   200
matching:policy                          POST login 404   404   404   404   404   404   403   403   200   200   200
notices:address_retry                    POST login 302   302   302   302   302   302   302   302   302   302   302
notices:notice_list                      GET  login 200   200   200   200   200   200   200   200   200   200   200
notices:notice_open                      GET  login 404   404   404   302   404   404   404   404   404   404   404
notices:notice_stop                      GET  200   200   200   200   200   200   200   200   200   200   200   200
notices:notice_stop                      POST 200   200   200   200   200   200   200   200   200   200   200   200
notices:notices_read                     POST login 302   302   302   302   302   302   302   302   302   302   302
notices:pace_edit                        GET  login 200   200   200   200   200   200   200   200   200   200   200
notices:pace_edit                        POST login 200   200   200   200   200   200   200   200   200   200   200
notices:pace_link                        GET  200   200   200   200   200   200   200   200   200   200   200   200
notices:pace_link                        POST 200   200   200   200   200   200   200   200   200   200   200   200
partners:agreement_create                GET  login 404   404   404   404   404   404   403   200   200   200   404
partners:agreement_create                POST login 404   404   404   404   404   404   403   200   200   200   404
partners:agreement_detail                GET  login 404   404   200   200   200   404   200   200   200   404   404
partners:agreement_discard               POST login 404   404   403   403   403   404   403   302   302   404   404
partners:agreement_edit                  GET  login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_edit                  POST login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_end                   GET  login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_end                   POST login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_file                  GET  404   404   404   200   200   200   404   200   200   200   404   404
partners:agreement_file_change           POST login 404   404   403   403   403   404   403   302   302   404   404
partners:agreement_files                 GET  login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_files                 POST login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_items                 GET  login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_items                 POST login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_list                  GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:agreement_network               GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:agreement_queue                 GET  login 404   404   404   404   404   404   200   200   200   200   404
partners:agreement_sign                  GET  login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_sign                  POST login 404   404   403   403   403   404   403   200   200   404   404
partners:agreement_summary               GET  login 404   404   200   200   200   404   200   200   200   404   404
partners:agreement_text                  GET  login 404   404   200   200   200   404   200   200   200   404   404
partners:item_mark                       POST login 404   404   403   403   403   404   403   302   302   404   404
partners:item_tell                       GET  login 404   404   403   200   200   404   403   200   200   404   404
partners:item_tell                       POST login 404   404   403   200   200   404   403   200   200   404   404
partners:my_agreements                   GET  login 200   200   200   200   200   200   200   200   200   200   200
partners:declaration_detail              GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:declaration_edit                GET  login 404   200   403   200   200   200   404   404   404   404   404
partners:declaration_edit                POST login 404   200   403   200   200   200   404   404   404   404   404
partners:declaration_edit_confirm        GET  login 404   302   403   302   302   302   404   404   404   404   404
partners:declaration_edit_confirm        POST login 404   302   403   302   302   302   404   404   404   404   404
partners:declaration_print               GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:year_report_edit                GET  login 404   404   403   200   200   404   404   404   404   404   404
partners:year_report_edit                POST login 404   404   403   200   200   404   404   404   404   404   404
partners:import_again                    POST login 404   404   404   404   404   404   403   403   302   404   302
partners:import_columns                  GET  login 404   404   404   404   404   404   403   403   200   404   200
partners:import_columns                  POST login 404   404   404   404   404   404   403   403   200   404   200
partners:import_create                   GET  login 404   404   404   404   404   404   403   403   200   200   200
partners:import_create                   POST login 404   404   404   404   404   404   403   403   200   200   200
partners:import_detail                   GET  login 404   404   404   404   404   404   403   403   200   404   200
partners:import_report                   GET  login 404   404   404   404   404   404   403   403   200   404   200
partners:import_run                      POST login 404   404   404   404   404   404   403   403   302   404   302
partners:import_sheet                    POST login 404   404   404   404   404   404   403   403   302   404   302
partners:import_template                 GET  login 404   404   404   404   404   404   403   403   200   200   200
partners:affiliate_code                  POST login 404   404   404   404   404   302   404   404   404   404   404
partners:affiliate_create                GET  login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_create                POST login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_create_confirm        GET  login 404   404   404   404   404   302   404   404   404   404   404
partners:affiliate_create_confirm        POST login 404   404   404   404   404   302   404   404   404   404   404
partners:affiliate_detail                GET  login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_letter                GET  login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_withdraw              GET  login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_withdraw              POST login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_list                  GET  login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_search                GET  login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_ask                   GET  login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_ask                   POST login 404   404   404   404   404   302   404   404   404   404   404
partners:affiliate_end                   GET  login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliate_end                   POST login 404   404   404   404   404   302   404   404   404   404   404
partners:affiliate_export                POST login 404   404   404   404   404   200   404   404   404   404   404
partners:affiliation_answer              POST login 404   404   403   403   302   302   404   404   404   404   404
partners:alliance_answer                 POST login 404   404   403   302   302   302   404   404   404   404   404
partners:alliance_detail                 GET  login 404   404   200   200   200   200   404   404   404   404   404
partners:alliance_list                   GET  login 404   200   200   200   200   200   404   404   404   404   404
partners:alliance_offer                  GET  login 404   404   403   200   200   404   404   404   404   404   404
partners:alliance_offer                  POST login 404   404   403   302   302   404   404   404   404   404   404
partners:behalf_create                   GET  login 404   404   404   404   404   404   403   200   200   200   404
partners:behalf_create                   POST login 404   404   404   404   404   404   403   200   200   200   404
partners:behalf_create_confirm           GET  login 404   404   404   404   404   404   403   302   302   302   404
partners:behalf_create_confirm           POST login 404   404   404   404   404   404   403   302   302   302   404
partners:checklist                       GET  login 404   404   404   404   404   404   200   200   200   200   404
partners:checklist_add                   GET  login 404   404   404   404   404   404   403   403   200   200   404
partners:checklist_add                   POST login 404   404   404   404   404   404   403   403   200   200   404
partners:checklist_change                GET  login 404   404   404   404   404   404   403   403   200   404   404
partners:checklist_change                POST login 404   404   404   404   404   404   403   403   200   404   404
partners:checklist_end                   POST login 404   404   404   404   404   404   403   403   302   404   404
partners:federation_join                 GET  login 404   404   403   403   200   404   404   404   404   404   404
partners:federation_join                 POST login 404   404   403   403   302   404   404   404   404   404   404
partners:federation_listings             GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:federation_members              GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:invitation_accept               GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:invitation_accept               POST 200   200   200   200   200   200   200   200   200   200   200   200
partners:invitation_create               GET  login 404   200   403   403   200   200   404   404   404   404   404
partners:invitation_create               POST login 404   200   403   403   200   200   404   404   404   404   404
partners:invitation_resend               POST login 404   404   403   403   302   404   404   404   404   404   404
partners:invitation_withdraw             POST login 404   404   403   403   302   404   404   404   404   404   404
partners:listing_copy                    POST login 403   403   403   302   302   403   403   403   403   403   403
partners:listing_create                  GET  login 403   403   403   200   200   200   403   403   403   403   403
partners:listing_create                  POST login 403   403   403   200   200   200   403   403   403   403   403
partners:listing_create_confirm          GET  login 403   403   403   302   302   302   403   403   403   403   403
partners:listing_create_confirm          POST login 403   403   403   302   302   302   403   403   403   403   403
partners:listing_detail                  GET  404   404   404   200   200   200   200   200   200   200   404   404
partners:listing_discard                 GET  login 404   404   403   200   200   404   404   404   404   404   404
partners:listing_discard                 POST login 404   404   403   302   302   404   404   404   404   404   404
partners:listing_done                    GET  login 404   404   404   200   200   404   404   404   404   404   404
partners:listing_draft_picture           GET  login 404   404   404   200   404   404   404   404   404   404   404
partners:listing_edit                    GET  login 403   403   403   200   200   403   403   403   403   403   403
partners:listing_edit                    POST login 403   403   403   200   200   403   403   403   403   403   403
partners:listing_edit_confirm            GET  login 403   403   403   302   302   403   403   403   403   403   403
partners:listing_edit_confirm            POST login 403   403   403   302   302   403   403   403   403   403   403
partners:listing_example                 GET  login 403   403   403   200   200   200   403   403   403   403   403
partners:listing_file                    GET  404   404   404   200   200   200   200   200   200   200   404   404
partners:listing_fulfil                  GET  login 403   403   403   200   200   403   403   403   403   403   403
partners:listing_fulfil                  POST login 403   403   403   302   302   403   403   403   403   403   403
partners:listing_image                   GET  404   404   404   404   404   404   404   404   404   404   404   404
partners:listing_list                    GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:listing_pause                   POST login 403   403   403   302   302   403   403   403   403   403   403
partners:listing_reopen                  GET  login 403   403   403   200   200   403   403   403   403   403   403
partners:listing_reopen                  POST login 403   403   403   302   302   403   403   403   403   403   403
partners:listing_resume                  POST login 404   404   403   302   302   404   404   404   404   404   404
partners:member_leave                    GET  login 404   200   200   200   200   200   404   404   404   404   404
partners:member_leave                    POST login 404   302   302   302   302   302   404   404   404   404   404
partners:member_list                     GET  login 404   200   200   200   200   200   404   404   404   404   404
partners:member_remove                   GET  login 404   404   403   403   200   404   404   404   404   404   404
partners:member_remove                   POST login 404   404   403   403   302   404   404   404   404   404   404
partners:member_role                     POST login 404   404   403   403   302   404   404   404   404   404   404
partners:listing_still_valid             GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:listing_still_valid             POST 302   302   302   302   302   302   302   302   302   302   302   302
partners:my_listings                     GET  login 200   200   200   200   200   200   200   200   200   200   200
partners:need_list                       GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:own_history                     GET  login 404   200   200   200   200   200   404   404   404   404   404
partners:my_news                         GET  login 200   200   200   200   200   200   200   200   200   200   200
partners:news_ask                        POST login 404   404   403   302   302   404   403   403   403   404   404
partners:news_create                     GET  login 403   403   403   200   200   200   403   403   403   403   403
partners:news_create                     POST login 403   403   403   200   200   200   403   403   403   403   403
partners:news_create_confirm             GET  login 403   403   403   302   302   302   403   403   403   403   403
partners:news_create_confirm             POST login 403   403   403   302   302   302   403   403   403   403   403
partners:news_detail                     GET  404   404   404   200   200   200   200   200   200   200   404   404
partners:news_done                       GET  login 404   404   200   200   200   404   404   404   404   404   404
partners:news_edit                       GET  login 403   403   403   200   200   403   403   403   403   403   403
partners:news_edit                       POST login 403   403   403   200   200   403   403   403   403   403   403
partners:news_edit_confirm               GET  login 403   403   403   302   302   403   403   403   403   403   403
partners:news_edit_confirm               POST login 403   403   403   302   302   403   403   403   403   403   403
partners:news_end                        POST login 403   403   403   302   302   403   403   403   403   403   403
partners:news_hide                       GET  login 404   404   404   404   404   404   403   200   200   404   404
partners:news_hide                       POST login 404   404   404   404   404   404   403   200   200   404   404
partners:news_image                      GET  404   404   404   404   404   404   404   404   404   404   404   404
partners:news_list                       GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:news_queue                      GET  login 404   404   404   404   404   404   200   200   200   200   404
partners:news_show                       POST login 404   404   404   404   404   404   403   302   302   404   404
partners:ownership_hand_over             GET  login 404   404   403   403   200   404   404   404   404   404   404
partners:ownership_hand_over             POST login 404   404   403   403   302   404   404   404   404   404   404
partners:partner_approve                 POST login 404   404   404   404   404   404   403   403   302   404   404
partners:partner_certificate             GET  login 404   403   200   200   200   200   404   404   404   404   404
partners:partner_claim                   GET  login 200   200   200   200   200   200   200   200   200   200   200
partners:partner_claim                   POST login 200   200   200   200   200   200   200   200   200   200   200
partners:partner_claim_confirm           GET  login 302   302   302   302   302   302   302   302   302   302   302
partners:partner_claim_confirm           POST login 302   302   302   302   302   302   302   302   302   302   302
partners:partner_code                    POST login 404   404   404   404   404   404   403   302   302   404   404
partners:partner_confirm                 GET  login 302   302   403   403   302   302   302   302   302   302   302
partners:partner_confirm                 POST login 302   302   403   403   302   302   302   302   302   302   302
partners:partner_detail                  GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:partner_done                    GET  login 404   404   200   200   200   404   404   404   404   404   404
partners:partner_end                     GET  login 404   404   404   404   404   404   403   403   200   404   404
partners:partner_end                     POST login 404   404   404   404   404   404   403   403   200   404   404
partners:partner_export                  GET  login 404   404   404   404   404   404   403   200   200   200   200
partners:partner_export                  POST login 404   404   404   404   404   404   403   200   200   200   200
partners:partner_extend                  POST login 404   404   404   404   404   404   403   403   302   404   404
partners:partner_form                    GET  login 200   200   403   403   200   200   200   200   200   200   200
partners:partner_form                    POST login 200   200   403   403   200   200   200   200   200   200   200
partners:partner_history                 GET  login 404   404   404   404   404   404   200   200   200   404   404
partners:partner_join                    GET  login 200   200   404   404   404   200   200   200   200   200   200
partners:partner_join                    POST login 200   200   404   404   404   200   200   200   200   200   200
partners:partner_letter                  GET  login 404   404   404   404   404   404   403   200   200   404   404
partners:partner_lift                    POST login 404   404   404   404   404   404   403   403   302   404   404
partners:partner_list                    GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:partner_logo                    GET  404   404   404   404   404   404   404   404   404   404   404   404
partners:partner_queue                   GET  login 404   404   404   404   404   404   200   200   200   200   404
partners:partner_renew                   GET  login 404   200   403   403   200   200   404   404   404   404   404
partners:partner_renew                   POST login 404   302   403   403   302   302   404   404   404   404   404
partners:partner_return                  GET  login 404   404   404   404   404   404   403   403   200   404   404
partners:partner_return                  POST login 404   404   404   404   404   404   403   403   200   404   404
partners:partner_review                  GET  login 404   404   404   404   404   404   200   200   200   404   404
partners:partner_suspend                 GET  login 404   404   404   404   404   404   403   403   200   404   404
partners:partner_suspend                 POST login 404   404   404   404   404   404   403   403   200   404   404
partners:partner_switch                  POST login 404   404   404   404   404   404   404   404   404   404   404
partners:partner_take_back               GET  login 404   404   404   404   404   404   403   403   200   404   404
partners:partner_take_back               POST login 404   404   404   404   404   404   403   403   200   404   404
partners:partner_withdraw                GET  login 404   200   403   403   200   200   404   404   404   404   404
partners:partner_withdraw                POST login 404   200   403   403   200   200   404   404   404   404   404
partners:representation                  GET  login 404   200   200   200   200   200   404   404   404   404   404
partners:representation_allow            POST login 404   404   403   403   302   404   404   404   404   404   404
partners:representation_end              GET  login 404   404   403   403   200   404   404   404   404   404   404
partners:representation_end              POST login 404   404   403   403   302   404   404   404   404   404   404
partners:seed_list                       GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:suspension_answer               GET  login 404   302   403   403   302   302   404   404   404   404   404
partners:suspension_answer               POST login 404   302   403   403   302   302   404   404   404   404   404
partners:milestone_add                   GET  login 404   404   403   200   200   403   403   200   200   404   404
partners:milestone_add                   POST login 404   404   403   200   200   403   403   200   200   404   404
partners:milestone_change                GET  login 404   404   403   200   200   404   403   200   200   404   404
partners:milestone_change                POST login 404   404   403   200   200   404   403   200   200   404   404
partners:milestone_mark                  POST login 404   404   403   302   302   404   403   302   302   404   404
partners:my_projects                     GET  login 200   200   200   200   200   200   200   200   200   200   200
partners:post_create                     GET  login 404   404   403   200   200   403   403   200   200   404   404
partners:post_create                     POST login 404   404   403   200   200   403   403   200   200   404   404
partners:post_edit                       GET  login 404   404   403   200   200   404   403   403   403   404   404
partners:post_edit                       POST login 404   404   403   200   200   404   403   403   403   404   404
partners:post_picture                    GET  404   404   404   200   200   200   404   200   200   200   404   404
partners:project_answer                  POST login 404   404   403   403   403   302   403   403   403   404   404
partners:project_ask                     GET  login 404   404   403   200   200   403   403   200   200   404   404
partners:project_ask                     POST login 404   404   403   200   200   403   403   200   200   404   404
partners:supporters_call                 GET  login 404   404   403   200   200   403   403   200   200   404   404
partners:supporters_call                 POST login 404   404   403   200   200   403   403   200   200   404   404
partners:supporters_call_close           POST login 404   404   403   302   302   403   403   302   302   404   404
partners:project_complete                GET  login 404   404   403   200   200   403   403   200   200   404   404
partners:project_complete                POST login 404   404   403   200   200   403   403   200   200   404   404
partners:project_edit                    GET  login 404   404   403   200   200   403   403   200   200   404   404
partners:project_edit                    POST login 404   404   403   200   200   403   403   200   200   404   404
partners:project_end                     GET  login 404   404   403   200   200   403   403   200   200   404   404
partners:project_end                     POST login 404   404   403   200   200   403   403   200   200   404   404
partners:project_detail                  GET  login 404   404   200   200   200   200   200   200   200   404   404
partners:project_feed                    GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:project_leave                   POST login 404   404   403   302   302   403   403   403   403   404   404
partners:project_list                    GET  200   200   200   200   200   200   200   200   200   200   200   200
partners:project_queue                   GET  login 404   404   404   404   404   404   200   200   200   200   404
partners:project_recall                  POST login 404   404   403   302   302   403   403   302   302   404   404
partners:project_resume                  POST login 404   404   403   302   302   404   403   302   302   404   404
partners:supporter_add                   GET  login 404   404   403   200   200   200   403   403   403   404   404
partners:supporter_add                   POST login 404   404   403   200   200   200   403   403   403   404   404
partners:supporter_withdraw              POST login 404   404   403   302   302   302   403   403   403   404   404
portal:accessibility                     GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:deadlines_calendar                GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:desk                              GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:events_calendar                   GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:api_docs                          GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:api_schema                        GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:dataset_city_file                 GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:dataset_detail                    GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:dataset_file                      GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:dataset_list                      GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:field_detail                      GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:goal_detail                       GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:healthz                           GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:home                              GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:insight_demand                    GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:insight_demand_file               GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:insight_desk                      GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_desk_funnel               GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_desk_network              GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_desk_network_file         GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_desk_rows                 GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_desk_times                GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_funnel                    GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:insight_meetings                  GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_meetings_file             GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_network                   GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:insight_network_file              GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:insight_overview                  GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:insight_report                    GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_report_file               GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:insight_rows                      GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:insight_times                     GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:municipality_brand                GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:municipality_detail               GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:municipality_logo                 GET  404   404   404   404   404   404   404   404   404   404   404   404
portal:my                                GET  login 200   200   200   200   200   200   200   200   200   200   200
portal:privacy                           GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:provenance                        GET  404   404   404   200   200   200   200   200   200   200   404   404
portal:readyz                            GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:rules_edit                        GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:rules_edit                        POST login 404   404   404   404   404   404   403   403   200   200   404
portal:robots                            GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:saved_create                      GET  login 404   404   404   404   404   404   404   404   404   404   404
portal:saved_create                      POST login 404   404   404   404   404   404   404   404   404   404   404
portal:saved_delete                      POST login 404   404   404   302   404   404   404   404   404   404   404
portal:saved_edit                        GET  login 404   404   404   200   404   404   404   404   404   404   404
portal:saved_edit                        POST login 404   404   404   200   404   404   404   404   404   404   404
portal:saved_list                        GET  login 200   200   200   200   200   200   200   200   200   200   200
portal:saved_open                        GET  login 404   404   404   302   404   404   404   404   404   404   404
portal:saved_stop                        GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:saved_stop                        POST 200   200   200   200   200   200   200   200   200   200   200   200
portal:search                            GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:search_feed                       GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:set_language                      POST 302   302   302   302   302   302   302   302   302   302   302   302
portal:sitemap                           GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:sitemap_section                   GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:terms                             GET  200   200   200   200   200   200   200   200   200   200   200   200
portal:vision_edit                       GET  login 404   404   404   404   404   404   403   403   200   404   404
portal:vision_edit                       POST login 404   404   404   404   404   404   403   403   200   404   404
portal:vision_list                       GET  login 404   404   404   404   404   404   200   200   200   200   404
portal:vision_list                       POST login 404   404   404   404   404   404   403   403   200   200   404
portal:vision_retire                     POST login 404   404   404   404   404   404   403   403   302   404   404
"""


def arguments_of(name: str, world: World) -> dict[str, Any]:
    """What the address of the URL is filled with."""
    view = name.partition(":")[2]
    if name.startswith("api:"):
        return _of_api(view, world)
    if view.startswith("dataset_") and view != "dataset_list":
        return _of_data_set(view, world)
    if view in {"table_notes", "note_write", "notes_agree"}:
        return {"slug": world.evening.slug, "number": world.note.table.number}
    if view in {"note_edit", "note_step"}:
        return {"slug": world.evening.slug, "pk": world.note.pk}
    if view == "seating_person":
        return {"slug": world.evening.slug, "pk": world.own_seat.pk}
    if view == "import_report":
        return {"pk": world.checked_list.pk, "kind": "xlsx"}
    if view == "alliance_offer":
        return {"pk": world.listing.pk, "other": world.like_need.pk}
    if view == "introduction_ask":
        return {"pk": world.listing.pk, "other": world.joinable_seed.pk}
    if view == "conflict_lift":
        return {"receipt": world.proposal.receipt, "pk": world.conflict.pk}
    if view == "task_assign":
        return {"kind": "proposal", "pk": world.proposal.pk}
    if view in ("again_wish", "again_take_back"):
        return {"slug": world.held.slug, "pk": world.companion.pk}
    if view == "sitemap_section":
        return {"section": "listings"}
    if view == "provenance":
        return {"kind": "project", "pk": world.project.pk}
    if view == "report_tag":
        return {"tag": world.report_tag.slug}
    if view == "report_month":
        return {"year": 2026, "month": 11}
    if view == "report_photo_remove":
        return {"slug": world.reported.slug, "pk": world.report_photo.pk}
    if view in STEPS:
        return {"slug": world.call.slug, "step": STEPS[view]}
    if view == "challenge_retell":
        return {"slug": world.challenge.slug, "what": "result"}
    if view == "proposal_file":
        return {"receipt": world.proposal.receipt, "pk": world.attachment.pk}
    if view == "proposal_version":
        return {"receipt": world.proposal.receipt, "number": world.earlier.number}
    if view == "message_file":
        return {"receipt": world.proposal.receipt, "token": world.message_file.token}
    if view == "listing_file":
        return {"pk": world.for_partners.pk, "token": world.listing_file.token}
    if view in ("agreement_file", "agreement_file_change"):
        return {"pk": world.agreement.pk, "token": world.agreement_paper.token}
    if view == "listing_still_valid":
        return {"token": world.still_valid}
    if view in OF_MEETING:
        row, *names = OF_MEETING[view]
        found = world.rows[row]
        keys = {"slides_token": "token"}
        return {
            "slug": found.event.slug,
            **{keys.get(name, name): getattr(found, name) for name in names},
        }
    if view in COMPARED:
        key, row, candidate = COMPARED[view]
        counterpart = f"listing-{world.rows[candidate].pk}"
        return {key: getattr(world.rows[row], key), "candidate": counterpart}
    if view == "year_report_edit":
        return {"year": world.year}
    if view in ("table_edit", "table_remove"):
        return {"slug": world.event.slug, "pk": world.event_table.pk}
    if view in ("guest_cancel", "guest_change"):
        return {"slug": world.event.slug, "receipt": world.registration.receipt}
    if view in TOKENS:
        return {"token": world.rows[TOKENS[view]]}
    if view == "invitation_accept":
        return {"token": world.token}
    if view not in SUBJECTS:
        return FIXED.get(view, {})
    key, row = SUBJECTS[view]
    return {key: getattr(world.rows[row], key)}


FIXED: dict[str, dict[str, Any]] = {
    "goal_detail": {"number": 11},
    "field_detail": {"slug": "housing"},
    "insight_rows": {"name": "fresh"},
    "insight_desk_rows": {"name": "asked"},
    "hints": {"side": "need"},
    "listing_create": {"side": "need"},
    "listing_create_confirm": {"side": "need"},
    "listing_example": {"side": "need"},
    "checklist_add": {"kind": "pledge"},
    "search_feed": {"place": "needs"},
}
# View → the row with the token of an address that needs no login.
TOKENS = {
    "saved_stop": "stop_token",
    "notice_stop": "no_notices",
    "pace_link": "pace_token",
    "invitation_stop": "uninvited",
    "followed_calendar": "calendar_token",
    "introduction_reply": "reply_token",
    "introduction_follow_up": "follow_up_token",
    "cancel_link": "cancel_token",
}
# View → the step that a member of the partner takes with its call.
STEPS = {"call_step": "select", "call_tell": "extend"}
# View → the keyword of its address, the row it is about, and the seed beside it.
COMPARED = {
    "listing_comparison": ("pk", "listing", "seed"),
    "listing_feedback": ("pk", "listing", "seed"),
    "challenge_comparison": ("slug", "challenge", "seed"),
    "challenge_feedback": ("slug", "challenge", "seed"),
}
# View → the keyword of its address and the row of the world that it is about.
SUBJECTS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        [
            *("municipality_detail", "municipality_brand", "municipality_logo"),
            *("free_create", "free_confirm"),
        ],
        ("slug", "city"),
    ),
    **dict.fromkeys(
        [
            "partner_detail",
            "partner_logo",
            "partner_join",
            "declaration_detail",
            "declaration_print",
        ],
        ("slug", "partner"),
    ),
    **dict.fromkeys(["call_workplace", "offer_create", "offer_confirm"], ("slug", "call")),
    **dict.fromkeys(["call_edit", "call_edit_confirm"], ("slug", "draft_call")),
    **dict.fromkeys(["call_check", "call_publish", "call_return"], ("slug", "handed_in")),
    **dict.fromkeys(
        ["offer_detail", "offer_done", "offer_reply", "offer_withdraw"], ("receipt", "offer")
    ),
    **dict.fromkeys(["vision_edit", "vision_retire"], ("pk", "vision")),
    **dict.fromkeys(
        [
            *("partner_review", "partner_history", "partner_approve", "partner_return"),
            *("partner_suspend", "partner_lift", "partner_extend"),
        ],
        ("slug", "waiting"),
    ),
    **dict.fromkeys(["checklist_change", "checklist_end"], ("pk", "line")),
    **dict.fromkeys(["member_role", "member_remove", "ownership_hand_over"], ("pk", "member")),
    **dict.fromkeys(["invitation_resend", "invitation_withdraw"], ("pk", "invitation")),
    **dict.fromkeys(
        [
            "affiliate_detail",
            "affiliate_code",
            "affiliate_letter",
            "affiliate_withdraw",
            "partner_code",
            "partner_end",
            "partner_letter",
        ],
        ("slug", "unclaimed"),
    ),
    **dict.fromkeys(
        ["federation_members", "federation_listings", "federation_join"], ("slug", "federation")
    ),
    **dict.fromkeys(["representation_allow", "representation_end"], ("pk", "affiliation")),
    "affiliate_ask": ("slug", "joinable"),
    "partner_take_back": ("slug", "withdrawn"),
    "affiliate_end": ("slug", "partner"),
    "affiliation_answer": ("pk", "asked"),
    **dict.fromkeys(["alliance_detail", "alliance_answer"], ("pk", "alliance")),
    **dict.fromkeys(
        [
            *("introduction_detail", "introduction_answer", "introduction_withdraw"),
            "introduction_met",
        ],
        ("pk", "introduction"),
    ),
    "introduction_outcome": ("pk", "agreed"),
    **dict.fromkeys(["partner_block", "partner_unblock"], ("slug", "joinable")),
    **dict.fromkeys(["introduction_forward", "introduction_refuse"], ("pk", "to_pass_on")),
    "partner_done": ("receipt", "partner"),
    **dict.fromkeys(
        ["import_detail", "import_columns", "import_sheet", "import_run", "import_again"],
        ("pk", "checked_list"),
    ),
    "listing_detail": ("pk", "for_partners"),
    "news_detail": ("pk", "news_for_partners"),
    **dict.fromkeys(["news_ask", "news_show"], ("pk", "hidden_news")),
    **dict.fromkeys(
        [
            *("news_image", "news_edit", "news_edit_confirm", "news_done", "news_end"),
            "news_hide",
        ],
        ("pk", "news"),
    ),
    **dict.fromkeys(["saved_open", "saved_edit", "saved_delete"], ("pk", "saved_search")),
    "notice_open": ("pk", "notice"),
    "listing_resume": ("pk", "hidden"),
    "listing_discard": ("pk", "listing_draft"),
    "listing_reopen": ("pk", "fulfilled"),
    "listing_draft_picture": ("token", "draft_picture"),
    **dict.fromkeys(
        [
            "listing_image",
            "listing_edit",
            "listing_edit_confirm",
            "listing_done",
            "listing_pause",
            "listing_fulfil",
            "listing_copy",
            "listing_suggestions",
        ],
        ("pk", "listing"),
    ),
    **dict.fromkeys(
        [
            "challenge_ask_review",
            "challenge_take_back",
            "challenge_return",
            "challenge_open",
            "challenge_edit",
            "challenge_edit_confirm",
            "challenge_edit_preview",
            "challenge_desk",
        ],
        ("slug", "draft"),
    ),
    **dict.fromkeys(
        [
            "challenge_detail",
            "challenge_suggestions",
            "challenge_close",
            "challenge_reopen",
            "challenge_cancel",
            "challenge_complete",
            "challenge_copy",
            "challenge_decide",
            "challenge_extend",
            "challenge_follow",
            "challenge_notes",
            "challenge_invite",
            "challenge_select",
            "challenge_start",
            "criteria_edit",
            "reviewers_edit",
            "screening_board",
            "screening_close",
            "screening_export",
            "screening_print",
            "proposal_create",
            "proposal_confirm",
            "question_ask",
        ],
        ("slug", "challenge"),
    ),
    **dict.fromkeys(
        [
            "proposal_detail",
            "proposal_done",
            "project_start",
            "proposal_messages",
            "proposal_notes",
            "proposal_withdraw",
            "proposal_print",
            "proposal_openings",
            "proposal_revise",
            "proposal_revise_confirm",
            "proposal_screen",
            "proposal_score",
            "proposal_interview",
            "proposal_calendar",
            "proposal_accept",
            "proposal_decline",
        ],
        ("receipt", "proposal"),
    ),
    **dict.fromkeys(
        ["proposal_draft", "proposal_draft_both", "proposal_partners"], ("token", "shared_draft")
    ),
    **dict.fromkeys(["joint_answer", "joint_leave", "joint_take_out"], ("pk", "co_author")),
    **dict.fromkeys(
        [
            "event_detail",
            "event_tables",
            "event_register",
            "event_register_confirm",
            "event_registered",
            "registration_cancel",
            "registration_change",
            "event_participants",
            "event_cancel",
        ],
        ("slug", "event"),
    ),
    **dict.fromkeys(
        [
            *("project_detail", "project_edit", "project_ask", "project_answer", "project_leave"),
            *("project_recall", "supporters_call", "supporters_call_close", "supporter_add"),
            "supporter_withdraw",
            *("project_complete", "project_end", "post_create", "milestone_add"),
        ],
        ("pk", "project"),
    ),
    **dict.fromkeys(
        [
            *("agreement_detail", "agreement_edit", "agreement_end", "agreement_files"),
            *("agreement_items", "agreement_summary", "agreement_text"),
        ],
        ("pk", "agreement"),
    ),
    **dict.fromkeys(["agreement_discard", "agreement_sign"], ("pk", "agreement_draft")),
    **dict.fromkeys(["item_mark", "item_tell"], ("pk", "item")),
    **dict.fromkeys(["milestone_change", "milestone_mark"], ("pk", "milestone")),
    "post_edit": ("pk", "post"),
    "post_picture": ("pk", "post_picture"),
    "project_feed": ("pk", "public_project"),
    "project_resume": ("pk", "ended_project"),
    "question_answer": ("pk", "question"),
    "event_announce": ("slug", "planned"),
    **dict.fromkeys(
        [
            *("follow_up_create", "follow_up_queue", "again_list", "again_queue", "questionnaire"),
            *("questionnaire_results", "report_begin", "event_effect"),
        ],
        ("slug", "held"),
    ),
    **dict.fromkeys(
        [
            *("follow_up_detail", "follow_up_change", "follow_up_finish", "follow_up_hand_over"),
            *("follow_up_let_go", "follow_up_take_up", "follow_up_introduce"),
        ],
        ("pk", "follow_up"),
    ),
    **dict.fromkeys(["topic_list", "topic_put", "topic_queue"], ("slug", "consulted")),
    **dict.fromkeys(
        [
            *("topic_detail", "topic_take_back", "topic_make_need", "topic_make_private"),
            *("topic_answer", "topic_answer_live", "topic_show"),
        ],
        ("receipt", "topic"),
    ),
    **dict.fromkeys(
        ["report_edit", "report_edit_confirm", "report_publish"], ("slug", "report_begun")
    ),
    **dict.fromkeys(
        ["report_detail", "report_desk", "report_unpublish", "report_photos"], ("slug", "reported")
    ),
    "report_photo": ("token", "report_photo"),
    **dict.fromkeys(
        ["event_notes", "event_seating", "seating_step", "seating_change", "seating_print"],
        ("slug", "evening"),
    ),
    **dict.fromkeys(
        [
            *("event_edit", "event_edit_confirm", "event_copy", "programme_edit", "duties_edit"),
            *("table_list", "table_create", "event_invite", "guest_register"),
            *("event_poster", "event_calendar"),
        ],
        ("slug", "event"),
    ),
    **dict.fromkeys(
        [
            *("event_now", "event_badges", "event_signs", "pitch_apply", "pitch_apply_confirm"),
            *("pitch_queue", "pitch_order", "pitch_timer", "timer_state"),
            *("reception", "reception_list", "reception_sync", "reception_worker", "walk_in"),
        ],
        ("slug", "event"),
    ),
}
# Views of one pitch, or of one person at the reception: → the row, and what stands beside the slug.
OF_MEETING: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        [
            *("pitch_detail", "pitch_done", "pitch_edit", "pitch_edit_confirm", "pitch_withdraw"),
            *("pitch_help", "pitch_help_back", "pitch_take_back", "pitch_start", "pitch_end"),
        ],
        ("pitch", "pk"),
    ),
    **dict.fromkeys(["pitch_choose", "pitch_decline"], ("waiting_pitch", "pk")),
    "pitch_slides": ("pitch", "pk", "slides_token"),
    **dict.fromkeys(
        [
            "arrival",
            "arrival_check_in",
            "arrival_undo",
            "arrival_wrong",
            "arrival_seat",
            "arrival_table",
        ],
        ("registration", "code"),
    ),
}


def _of_api(view: str, world: World) -> dict[str, Any]:
    """By the id of a row that everybody sees."""
    keys = {
        "agreements": world.public_agreement.pk,
        "challenges": world.challenge.pk,
        "events": world.event.pk,
        "fields": "housing",
        "goals": 11,
        "listings": world.listing.pk,
        "municipalities": world.city.slug,
        "partner-types": "company",
        "partners": world.partner.pk,
        "projects": world.public_project.pk,
        "reports": world.reported.report.pk,
        "resource-kinds": "place",
        "sectors": "fisheries",
        "visions": world.vision.pk,
    }
    name, _, what = view.partition("_")
    if view == "api_unknown":
        return {"rest": "v1/nothing"}
    return {"key": keys[name]} if what == "detail" else {}


def _of_data_set(view: str, world: World) -> dict[str, Any]:
    city = {"city": world.city.slug} if view == "dataset_city_file" else {}
    return {"name": "listings"} if view == "dataset_detail" else city | _LISTINGS_FILE


_LISTINGS_FILE = {"name": "listings", "suffix": "csv"}
